/* The photon kernel in plain C: the same physics, random streams and bins as photomend/light/{photon,cpu}.py.
 *
 * trace_direct:    the true beam from the surface on in uniform layers, absorbed weight by depth and ring
 * trace_scattered: the same from the first scattering on
 * trace_medium:    through cells of different mu_a and mu_s, fluence x volume by depth and ring
 *
 * Lengths in mm, coefficients in 1/mm; one thread.
 */
#include <math.h>
#include <stdint.h>

typedef struct {
    const double *edge, *mu_a, *mu_s, *g, *n;
    double n_above, n_below;
    long layers;
} Media;

typedef struct {
    const double *edge;
    const int64_t *first;
    double per_unit;
    long cells;
} Bins;

typedef struct {
    const double *cumulative;
    const int64_t *layer, *sense;
    long parts;
} FirstScatter;

typedef struct {
    const double *radius;
    double entering;
    long radii;
} Spot;

typedef struct {
    const double *cumulative;
    const int64_t *row, *ring, *sense, *layer;
    const double *mu_t, *weight, *ending, *bending, *spreading; /* the last two are zero for collimated light */
    long parts;
} Starts;

typedef struct {
    double x, y, z, ux, uy, uz, weight;
    long layer;
    uint64_t stream;
} Photon;

enum { GONE_UP, GONE_DOWN, ROULETTE };

static const double STRAIGHT = 0.99999, FLAT = 1e-9, FAR = 1e300;
static const uint64_t GOLDEN = 0x9E3779B97F4A7C15u;

static uint64_t mix(uint64_t bits)
{
    bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9u;
    bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EBu;
    return bits ^ (bits >> 31);
}

static uint64_t open_stream(uint64_t seed, uint64_t number)
{
    return mix(mix(seed + GOLDEN) ^ (number * GOLDEN + 0x94D049BB133111EBu));
}

static double draw(uint64_t *stream)
{
    *stream += GOLDEN;
    return ((double)(int64_t)(mix(*stream) >> 11) + 0.5) * 0x1p-53;
}

static void unit_circle(uint64_t *stream, double *cosine, double *sine)
{
    double p, q, square;
    do {
        *stream += GOLDEN;
        uint64_t bits = mix(*stream);
        p = ((double)(int64_t)(bits >> 32) + 0.5) * 0x1p-31 - 1.0;
        q = ((double)(int64_t)(bits & 0xFFFFFFFFu) + 0.5) * 0x1p-31 - 1.0;
        square = p * p + q * q;
    } while (square > 1.0 || square < 1e-12);
    *cosine = (p * p - q * q) / square;
    *sine = 2.0 * p * q / square;
}

/* Turns by the Henyey-Greenstein law; `u` picks the angle. */
static void turn(Photon *photon, double g, double u)
{
    double cosine, a, b, ux = photon->ux, uy = photon->uy, uz = photon->uz;
    if (fabs(g) < 1e-6)
        cosine = 2.0 * u - 1.0;
    else {
        double ratio = (1.0 - g * g) / (1.0 - g + 2.0 * g * u);
        cosine = (1.0 + g * g - ratio * ratio) / (2.0 * g);
    }
    double square = 1.0 - cosine * cosine, sine = sqrt(square > 0.0 ? square : 0.0);
    unit_circle(&photon->stream, &a, &b);
    if (fabs(uz) > STRAIGHT) {
        photon->ux = sine * a;
        photon->uy = sine * b;
        photon->uz = cosine * copysign(1.0, uz);
        return;
    }
    double root = sqrt(1.0 - uz * uz);
    photon->ux = sine * (ux * uz * a - uy * b) / root + ux * cosine;
    photon->uy = sine * (uy * uz * a + ux * b) / root + uy * cosine;
    photon->uz = -sine * a * root + uz * cosine;
}

static void scatter(Photon *photon, double g)
{
    turn(photon, g, draw(&photon->stream));
}

/* Meets the boundary the photon has come to; returns whether it is still inside. */
static int cross(Photon *photon, const Media *media)
{
    long step = photon->uz > 0.0 ? 1 : -1, there = photon->layer + step;
    double n_here = media->n[photon->layer], cosine = fabs(photon->uz), reflectance = 0.0, refracted = cosine;
    double n_there = there < 0 ? media->n_above : there == media->layers ? media->n_below : media->n[there];
    if (n_here != n_there) {
        double square = 1.0 - cosine * cosine, sine = n_here / n_there * sqrt(square > 0.0 ? square : 0.0);
        if (sine >= 1.0) {
            reflectance = 1.0;
            refracted = 0.0;
        } else {
            refracted = sqrt(1.0 - sine * sine);
            double s = (n_here * cosine - n_there * refracted) / (n_here * cosine + n_there * refracted);
            double p = (n_here * refracted - n_there * cosine) / (n_here * refracted + n_there * cosine);
            reflectance = 0.5 * (s * s + p * p);
        }
    }
    if (draw(&photon->stream) < reflectance) {
        photon->uz = -photon->uz;
        return 1;
    }
    photon->layer = there;
    photon->ux *= n_here / n_there;
    photon->uy *= n_here / n_there;
    photon->uz = refracted * step;
    return there >= 0 && there < media->layers;
}

/* The distances to the next collision, which `u` picks, and to the layer's boundary. */
static void free_path(const Photon *photon, const Media *media, double u, double *to_collision, double *to_boundary)
{
    double mu_t = media->mu_a[photon->layer] + media->mu_s[photon->layer];
    *to_collision = mu_t > 0.0 ? -log(u) / mu_t : FAR;
    *to_boundary = FAR;
    if (photon->uz > FLAT)
        *to_boundary = (media->edge[photon->layer + 1] - photon->z) / photon->uz;
    else if (photon->uz < -FLAT)
        *to_boundary = (media->edge[photon->layer] - photon->z) / photon->uz;
    *to_boundary = *to_boundary > 0.0 ? *to_boundary : 0.0;
}

/* Moves to the collision (returns 1) or to the boundary before it (returns 0). */
static int go(Photon *photon, double to_collision, double to_boundary)
{
    int collides = to_collision < to_boundary;
    double distance = collides ? to_collision : to_boundary;
    photon->x += distance * photon->ux;
    photon->y += distance * photon->uy;
    photon->z += distance * photon->uz;
    return collides;
}

static int fly(Photon *photon, const Media *media)
{
    double to_collision, to_boundary;
    free_path(photon, media, draw(&photon->stream), &to_collision, &to_boundary);
    return go(photon, to_collision, to_boundary);
}

static long cell(const Bins *bins, double value)
{
    long last = bins->cells - 1;
    if (value >= bins->edge[last + 1])
        return last;
    long index = bins->first[(long)((value - bins->edge[0]) * bins->per_unit)];
    index += value >= bins->edge[index + 1];
    index += value >= bins->edge[index + 1];
    return index;
}

/* Adds a weight to the cell at a distance along the photon's flight. */
static void put(const Photon *photon, double distance, double weight, const Bins *rings, const Bins *depths,
                double *tally)
{
    double x = photon->x + distance * photon->ux, y = photon->y + distance * photon->uy;
    double z = photon->z + distance * photon->uz;
    tally[cell(depths, z) * rings->cells + cell(rings, sqrt(sqrt(x * x + y * y)))] += weight;
}

/* Strews what a flight is expected to leave along it, and returns how much that is. */
static double strew(const Photon *photon, const Media *media, double to_collision, double to_boundary,
                    const Bins *rings, const Bins *depths, double *tally)
{
    const double kept = 0.77880078307140488, rest = 0.1353352832366127; /* exp(-1/4), exp(-2) */
    double mu_a = media->mu_a[photon->layer], mu_t = mu_a + media->mu_s[photon->layer];
    if (mu_a == 0.0)
        return 0.0;
    double leaves = photon->weight * mu_a / mu_t;
    if (photon->z > 1.0 || photon->x * photon->x + photon->y * photon->y > 0.3 * 0.3) {
        if (to_collision >= to_boundary)
            return 0.0;
        put(photon, to_collision, leaves, rings, depths, tally);
        return leaves;
    }
    double step = 0.25 / mu_t, first = to_collision - floor(to_collision / step) * step;
    double last = to_collision + 8.0 * step, weight = leaves * (1.0 - kept), sum = 0.0;
    for (int k = 0; k < 8 && first + k * step < to_boundary; k++) {
        put(photon, first + k * step, weight, rings, depths, tally);
        sum += weight;
        weight *= kept;
    }
    if (last >= to_boundary)
        return sum;
    put(photon, last, leaves * rest, rings, depths, tally);
    return sum + leaves * rest;
}

/* Follows one photon to its end; one fainter than `below` ends, or goes on with weight 1. `u` picks its first flight. */
static void follow(Photon *photon, const Media *media, double below, double u, const Bins *rings, const Bins *depths,
                   double *tally, double *totals)
{
    double to_collision, to_boundary, balance = 0.0;
    for (;; u = draw(&photon->stream)) {
        free_path(photon, media, u, &to_collision, &to_boundary);
        balance += strew(photon, media, to_collision, to_boundary, rings, depths, tally);
        if (!go(photon, to_collision, to_boundary)) {
            if (cross(photon, media))
                continue;
            totals[photon->layer < 0 ? GONE_UP : GONE_DOWN] += photon->weight;
            break;
        }
        double mu_a = media->mu_a[photon->layer];
        double absorbed = photon->weight * mu_a / (mu_a + media->mu_s[photon->layer]);
        photon->weight -= absorbed;
        balance -= absorbed;
        scatter(photon, media->g[photon->layer]);
        if (photon->weight < below) {
            if (draw(&photon->stream) >= photon->weight) {
                balance -= photon->weight;
                break;
            }
            balance += 1.0 - photon->weight;
            photon->weight = 1.0;
        }
    }
    totals[ROULETTE] += balance;
}

void trace_direct(const Media *media, double below, const Spot *spot, const Bins *rings, const Bins *depths,
                  long seed, long batch, long count, double *tally, double *totals)
{
    for (long i = 0; i < count; i++) {
        Photon photon = {.uz = 1.0, .weight = spot->entering, .stream = open_stream(seed, batch * count + i)};
        double place = (i + draw(&photon.stream)) / count * (spot->radii - 1), a, b;
        long k = (long)place < spot->radii - 2 ? (long)place : spot->radii - 2;
        double r = spot->radius[k] + (place - k) * (spot->radius[k + 1] - spot->radius[k]);
        unit_circle(&photon.stream, &a, &b);
        photon.x = r * a;
        photon.y = r * b;
        photon.z = media->edge[0];
        follow(&photon, media, below, draw(&photon.stream), rings, depths, tally, totals);
    }
}

/* The k-th of the first numbers of the i-th photon of a batch, evenly spread. */
static double even(uint64_t seed, uint64_t first, uint64_t i, uint64_t k)
{
    const uint64_t step[] = {15111065706836453376u, 12378569675163805696u, 10140184033053476864u};
    uint64_t shift = mix(open_stream(seed, first) ^ (0xBF58476D1CE4E5B9u + k));
    return ((double)(int64_t)((i * step[k] + shift) >> 11) + 0.5) * 0x1p-53;
}

void trace_scattered(const Media *media, double below, const FirstScatter *source, const Bins *rings,
                     const Bins *depths, long seed, long batch, long count, double *tally, double *totals)
{
    for (long i = 0; i < count; i++) {
        Photon photon = {.weight = 1.0, .stream = open_stream(seed, batch * count + i)};
        double share = even(seed, batch * count, i, 0);
        long part = 0;
        while (part < source->parts - 1 && share >= source->cumulative[part])
            part++;
        double above = part > 0 ? source->cumulative[part - 1] : 0.0;
        double inside = (share - above) / (source->cumulative[part] - above);
        long layer = photon.layer = source->layer[part];
        double mu_t = media->mu_a[layer] + media->mu_s[layer];
        double depth = -log(1.0 - inside * (1.0 - exp(-mu_t * (media->edge[layer + 1] - media->edge[layer])))) / mu_t;
        photon.z = source->sense[part] > 0 ? media->edge[layer] + depth : media->edge[layer + 1] - depth;
        photon.uz = source->sense[part];
        turn(&photon, media->g[layer], even(seed, batch * count, i, 1));
        follow(&photon, media, below, even(seed, batch * count, i, 2), rings, depths, tally, totals);
    }
}

/* For a collimated beam that stands alone. */
void trace_medium(const Media *ceiling, const double *mu_a, const double *mu_s, const Starts *starts,
                  const Bins *rings, const Bins *depths, long seed, long batch, long count, double *tally,
                  double *totals)
{
    long part = 0;
    for (long i = 0; i < count; i++) {
        Photon photon = {.stream = open_stream(seed, batch * count + i)};
        double share = (i + draw(&photon.stream)) / count, a, b;
        while (part < starts->parts - 1 && share >= starts->cumulative[part])
            part++;
        double below = part > 0 ? starts->cumulative[part - 1] : 0.0;
        double inside = (share - below) / (starts->cumulative[part] - below);
        long row = starts->row[part], ring = starts->ring[part];
        double top = depths->edge[row], bottom = depths->edge[row + 1], mu_t = starts->mu_t[part];
        double way = -log(1.0 - inside * (1.0 - exp(-mu_t * (bottom - top)))) / mu_t;
        double inner = rings->edge[ring], outer = rings->edge[ring + 1];
        double r = sqrt(inner * inner + draw(&photon.stream) * (outer * outer - inner * inner));
        unit_circle(&photon.stream, &a, &b);
        photon.x = r * a;
        photon.y = r * b;
        photon.z = starts->sense[part] > 0 ? top + way : bottom - way;
        photon.uz = starts->sense[part];
        photon.layer = starts->layer[part];
        photon.weight = starts->weight[part];
        scatter(&photon, ceiling->g[photon.layer]);
        for (;;) {
            if (!fly(&photon, ceiling)) {
                if (cross(&photon, ceiling))
                    continue;
                totals[photon.layer < 0 ? GONE_UP : GONE_DOWN] += photon.weight;
                break;
            }
            double rate = ceiling->mu_a[photon.layer] + ceiling->mu_s[photon.layer];
            long at = cell(depths, photon.z) * rings->cells
                + cell(rings, sqrt(photon.x * photon.x + photon.y * photon.y));
            double left = photon.weight * (1.0 - mu_a[at] / rate), u = draw(&photon.stream) * rate;
            tally[at] += photon.weight / rate;
            if (u < mu_s[at])
                scatter(&photon, ceiling->g[photon.layer]);
            else if (u < mu_s[at] + starts->ending[at]) {
                totals[ROULETTE] -= left;
                break;
            } else
                photon.weight *= (rate - mu_s[at] - mu_a[at]) / (rate - mu_s[at] - starts->ending[at]);
            totals[ROULETTE] += photon.weight - left;
        }
    }
}
