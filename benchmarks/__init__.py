"""Speed, memory and right cells, ours beside other tools: `make bench`. Not part of the installed package."""
