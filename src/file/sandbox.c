/* Every part is tried and none is required: a kernel or container that refuses one leaves the others. */
#include "file/sandbox.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <malloc.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { SECONDS = 10, FILES = 64 };
#define MIB ((rlim_t)1 << 20)

static void limit(int what, rlim_t most)
{
        struct rlimit r = { most, most };
        setrlimit((__rlimit_resource_t)what, &r);
}

void sandbox_limits(void)
{
        alarm(SECONDS);
        mallopt(M_ARENA_MAX, 2); /* each arena takes address space, which is limited */
        limit(RLIMIT_CPU, SECONDS);
        limit(RLIMIT_CORE, 0);
        limit(RLIMIT_NOFILE, FILES);
        limit(RLIMIT_FSIZE, 256 * MIB);
#ifndef __SANITIZE_ADDRESS__ /* its shadow is terabytes of address space */
        limit(RLIMIT_AS, 1024 * MIB);
#endif
        prctl(PR_SET_DUMPABLE, 0);
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        if (unshare(CLONE_NEWNET) != 0) /* only root may without a user name space of its own */
                (void)!unshare(CLONE_NEWUSER | CLONE_NEWNET);
}

#if defined __x86_64__
#define ARCH AUDIT_ARCH_X86_64
#elif defined __aarch64__
#define ARCH AUDIT_ARCH_AARCH64
#endif

#ifdef ARCH
#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define ANSWER(what) BPF_STMT(BPF_RET | BPF_K, (what))
#define REFUSE(nr) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (nr), 0, 1), ANSWER(SECCOMP_RET_ERRNO | EACCES)

static const struct sock_filter filter[] = {
        LOAD(arch),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCH, 1, 0), ANSWER(SECCOMP_RET_KILL_PROCESS),
        LOAD(nr),
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1), ANSWER(SECCOMP_RET_KILL_PROCESS), /* x32 */
#ifdef SYS_open /* not on aarch64 */
        REFUSE(SYS_open), REFUSE(SYS_creat), REFUSE(SYS_fork), REFUSE(SYS_vfork), REFUSE(SYS_unlink), REFUSE(SYS_rename),
        REFUSE(SYS_link), REFUSE(SYS_symlink), REFUSE(SYS_mkdir), REFUSE(SYS_rmdir), REFUSE(SYS_chmod), REFUSE(SYS_chown),
#endif
        REFUSE(SYS_openat), REFUSE(SYS_openat2), REFUSE(SYS_open_by_handle_at), REFUSE(SYS_unlinkat), REFUSE(SYS_renameat2),
        REFUSE(SYS_renameat), REFUSE(SYS_linkat), REFUSE(SYS_symlinkat), REFUSE(SYS_mkdirat), REFUSE(SYS_mknodat),
        REFUSE(SYS_truncate), REFUSE(SYS_fchmodat), REFUSE(SYS_fchownat), REFUSE(SYS_execve), REFUSE(SYS_execveat),
        REFUSE(SYS_socket), REFUSE(SYS_socketpair), REFUSE(SYS_connect), REFUSE(SYS_bind), REFUSE(SYS_sendto),
        REFUSE(SYS_ptrace), REFUSE(SYS_process_vm_readv), REFUSE(SYS_process_vm_writev), REFUSE(SYS_kill),
        REFUSE(SYS_pidfd_open), REFUSE(SYS_pidfd_getfd), REFUSE(SYS_setns), REFUSE(SYS_unshare), REFUSE(SYS_mount),
        REFUSE(SYS_bpf), REFUSE(SYS_perf_event_open), REFUSE(SYS_userfaultfd), REFUSE(SYS_keyctl), REFUSE(SYS_add_key),
        REFUSE(SYS_io_uring_setup), REFUSE(SYS_shmat), REFUSE(SYS_prlimit64), REFUSE(SYS_chdir), REFUSE(SYS_chroot),
        /* threads yes, processes no: clone3's arguments cannot be seen, so libc is sent back to clone */
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone3, 0, 1), ANSWER(SECCOMP_RET_ERRNO | ENOSYS),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 3),
        LOAD(args[0]),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 1, 0), ANSWER(SECCOMP_RET_ERRNO | EACCES),
        ANSWER(SECCOMP_RET_ALLOW),
};

void sandbox_close(void)
{
        struct sock_fprog program = { sizeof filter / sizeof *filter, (struct sock_filter *)filter };
        if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) != 0)
                prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program); /* this thread and those that it starts */
}
#else
void sandbox_close(void)
{
}
#endif
