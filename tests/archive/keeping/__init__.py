"""What is kept stays: fixity, export and import, backup and restore."""
