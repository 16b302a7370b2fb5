"""
The commands, one module per topic. None of them decides how a failure looks.
"""
