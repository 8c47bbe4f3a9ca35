"""What commands share that measure round after round and leave a page: files, progress, pages."""
