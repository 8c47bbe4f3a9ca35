"""`bench layers`: what each driver and style costs by itself, in process, without HTTP."""
