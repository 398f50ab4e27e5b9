"""Pages of duties: the matrix, what is unclear in it, how it is settled, who took over powers, who is commissioned."""
