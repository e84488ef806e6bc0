/* file/sandbox.h - a process that reads hostile bytes: first limits, then no way out. Linux only, child only. */
#pragma once
/* Before anything is read: processor time, memory, file size, descriptors, the clock on the wall, no network. */
void sandbox_limits(void);
/* From here on no file is opened, no process started, no socket made (EACCES). What must be loaded is loaded. */
void sandbox_close(void);
