"""From sealed answers to findings and coverage. Pure: the same in a scan tonight and in a replay in six years."""
