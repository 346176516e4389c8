"""Reports of runs: a page, a summary for a pull request, and JUnit XML."""
