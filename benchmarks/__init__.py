"""Speed, as ratios to a reference timed in the same run: `make bench` prints one table. Never asserted in a timed test."""
