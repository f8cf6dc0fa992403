#include "Parent.h"

#include <sys/prctl.h>

void end_with_parent(int signal) { prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0); }
