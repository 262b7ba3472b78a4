// What libFuzzer calls with every input; FUZZ_TARGET names who gets it.
#include <stddef.h>
#include <stdint.h>

int filmgate_fuzz(const uint8_t *bytes, size_t count);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) { return filmgate_fuzz(bytes, count); }
