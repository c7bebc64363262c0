"""Guide: claims about these treatments held to the model and to studies, and two procedures in plain words."""
