/* Runs a fuzz target over the files and folders named: its corpus as a plain test. One TAP line for each file.
 * Part of the build where libFuzzer's own main is not. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
__attribute__((weak)) int LLVMFuzzerInitialize(int *argc, char ***argv);

static int count;

static void replay(const char *path)
{
        FILE *f = fopen(path, "rb");
        struct stat st;
        if (!f || fstat(fileno(f), &st) != 0) {
                perror(path);
                exit(1);
        }
        size_t n = (size_t)st.st_size;
        /* exactly as large as the input, so that reading one byte past it is seen */
        uint8_t *data = malloc(n ? n : 1);
        if (!data || fread(data, 1, n, f) != n) {
                perror(path);
                exit(1);
        }
        fclose(f);
        fprintf(stderr, "# %s\n", path); /* the last one named is the one that failed */
        LLVMFuzzerTestOneInput(data, n);
        free(data);
        printf("ok %d - %s\n", ++count, path);
        fflush(stdout);
}

static void walk(const char *path)
{
        DIR *d = opendir(path);
        char name[4096];
        if (!d) {
                replay(path);
                return;
        }
        for (struct dirent *e; (e = readdir(d));) {
                if (e->d_name[0] == '.')
                        continue;
                snprintf(name, sizeof name, "%s/%s", path, e->d_name);
                walk(name);
        }
        closedir(d);
}

int main(int argc, char **argv)
{
        if (LLVMFuzzerInitialize)
                LLVMFuzzerInitialize(&argc, &argv);
        for (int i = 1; i < argc; i++)
                walk(argv[i]);
        printf("1..%d\n", count);
        return 0;
}
