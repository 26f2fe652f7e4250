"""The commands of the command line, by subject.

Each `add_` puts one command on a parser. What a command needs is imported when it runs, so that
printing the help needs nothing of the dashboard. The package may know everything but the web. It
never computes anything itself.
"""
