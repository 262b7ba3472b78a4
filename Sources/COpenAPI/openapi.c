// The parts of the OpenAPI document, one per dialect, then the server's own and the admin API's: a new dialect adds its file and
// two lines here.
#include "copenapi.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char base[] = {
#embed "Files/base.yaml"
};
static const unsigned char ark[] = {
#embed "Files/ark.yaml"
};
static const unsigned char volc[] = {
#embed "Files/volc.yaml"
};
static const unsigned char anyfast[] = {
#embed "Files/anyfast.yaml"
};
static const unsigned char xcompute[] = {
#embed "Files/xcompute.yaml"
};
static const unsigned char toapis[] = {
#embed "Files/toapis.yaml"
};
static const unsigned char aigeneration[] = {
#embed "Files/aigeneration.yaml"
};
static const unsigned char openai[] = {
#embed "Files/openai.yaml"
};
static const unsigned char shared[] = {
#embed "Files/shared.yaml"
};
static const unsigned char server[] = {
#embed "Files/server.yaml"
};
static const unsigned char admin[] = {
#embed "Files/admin.yaml"
};

static const struct openapi_part parts[] = {
    {"base", base, sizeof base},
    {"ark", ark, sizeof ark},
    {"volc", volc, sizeof volc},
    {"anyfast", anyfast, sizeof anyfast},
    {"xcompute", xcompute, sizeof xcompute},
    {"toapis", toapis, sizeof toapis},
    {"aigeneration", aigeneration, sizeof aigeneration},
    {"openai", openai, sizeof openai},
    {"shared", shared, sizeof shared},
    {"server", server, sizeof server},
    {"admin", admin, sizeof admin},
};

struct openapi_part openapi_part_at(size_t index) {
    if (index < sizeof parts / sizeof parts[0]) return parts[index];
    return (struct openapi_part){0};
}
