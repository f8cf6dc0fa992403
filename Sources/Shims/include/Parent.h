/// prctl() takes a variable number of arguments, which Swift can't call.

/// Has the system send a signal to this process when the thread that started it ends
/// (https://man7.org/linux/man-pages/man2/PR_SET_PDEATHSIG.2const.html). That it can't is no error: then the process goes on as others do.
void end_with_parent(int signal);
