"""计划与抽取：demands, the joint draw anyone can recompute, and the link from draw to visit."""
