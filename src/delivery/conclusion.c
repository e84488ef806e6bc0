/* How a delivery order ended: a pure function of its tasks and of what was decided (DL-7). */
#include "delivery/delivery.h"

int delivery_conclusion(const struct task_end *tasks, size_t n, bool order_cancelled, bool critical, bool incidents)
{
        size_t done = 0, failed = 0, cancelled = 0;
        if (order_cancelled)
                return END_CANCELLED;
        for (size_t i = 0; i < n; i++) {
                if (tasks[i].status == TASK_TODO || tasks[i].status == TASK_DOING || (tasks[i].status == TASK_FAILED && !tasks[i].settled))
                        return END_OPEN;
                done += tasks[i].status == TASK_DONE;
                failed += tasks[i].status == TASK_FAILED;
                cancelled += tasks[i].status == TASK_CANCELLED;
        }
        if (cancelled == n)
                return END_CANCELLED;
        if (!done)
                return END_FAILED;
        if (failed || cancelled)
                return END_PARTIAL;
        return critical ? END_CRITICAL : incidents ? END_INCIDENTS : END_COMPLETED;
}
