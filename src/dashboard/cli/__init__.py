"""The commands of the command line, by subject. Each `add_` function adds one command.

A command's imports run with the command, so that printing the help is quick. The package may know
everything but the web. It never computes anything itself.
"""
