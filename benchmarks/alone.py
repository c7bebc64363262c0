"""Import this before numpy: all that is measured then runs on one thread, and idle ones do not spin beside it."""

import os

os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1", MKL_NUM_THREADS="1", PHOTOMEND_THREADS="1")
