#ifndef COPENAPI_H
#define COPENAPI_H

#include <stddef.h>

/// A part of the server's OpenAPI document, embedded when this is compiled.
struct openapi_part {
    const char *name;
    const unsigned char *text;
    size_t length;
};

/// The part at `index`, in the order in which they are joined, the first of which is what all share; without text behind
/// the last one.
struct openapi_part openapi_part_at(size_t index);

#endif
