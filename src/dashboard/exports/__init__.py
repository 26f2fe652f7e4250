"""What is made of a figure for those who take it away: data, words, pictures, whole drafts."""
