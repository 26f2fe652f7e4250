"""Results of a community survey: codebook, responses, estimates, figures, pages."""
