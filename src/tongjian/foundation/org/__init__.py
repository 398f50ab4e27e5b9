"""组织机构：regions, agencies, posts, users, officers, visibility."""
