-- 0021 made this once more under another name (job_lease, 0002).
DROP INDEX job_running;
