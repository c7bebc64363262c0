/* The heat kernel in plain C: the same scheme as photomend/heat/{stencil,cpu}.py, for steam that condenses.
 *
 * march:          Runge-Kutta-Legendre super-steps of second order, with border flows, peaks and history
 * march_explicit: forward Euler at its stability limit
 * triad:          a[i] = b[i] + s c[i], what memory or a cache can do
 *
 * Arrays carry a row and a column of neighbours on each side. Lengths in mm, times in s, heat in J.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    const double *inward, *outward, *nearer, *area, *height, *half, *k, *k_dry, *solid, *liquid, *steam, *latent,
        *perfusion, *rest;
    double surface, boiling_from, boiling_to;
} Grid;

typedef struct {
    double mu, nu, mu_step, gamma_step;
} Weights;

enum { THROUGH_SURFACE, INTO_BLOOD, PUT_IN, FLOWS };

static const double LONGEST_BOILING = 8.0;

/* Inlined into one another the sweeps lose the word `restrict`, and with it their vector code. */
#define SWEEP static __attribute__((noinline))

static double smaller(double a, double b) { return a < b ? a : b; }
static double larger(double a, double b) { return a > b ? a : b; }

/* Temperature of tissue with enthalpy H: liquid, boiling (latent heat spread over the interval), dry. */
static double temperature(long i, double H, const Grid *grid)
{
    double wet = grid->solid[i] + grid->liquid[i], onset = wet * grid->boiling_from, latent = grid->latent[i];
    double excess = larger(H - onset, 0.0);
    return smaller(H, onset) / wet + smaller(excess, latent) / latent * (grid->boiling_to - grid->boiling_from)
        + larger(excess - latent, 0.0) / (grid->solid[i] + grid->steam[i]);
}

SWEEP void find_temperatures(long rows, long rings, const double *restrict H, const double *restrict gain,
                              const Grid *grid, double *restrict T)
{
    for (long i = 1; i < rows - 1; i++)
        for (long j = 1; j < rings - 1; j++) {
            long at = i * rings + j;
            T[at] = temperature(i, H[at] + (gain ? gain[at] : 0.0), grid);
        }
}

SWEEP void find_conductances(long rows, long rings, const double *restrict H, const Grid *grid, double *restrict k,
                              double *restrict across, double *restrict along)
{
    for (long i = 1; i < rows - 1; i++)
        for (long j = 1; j < rings - 1; j++) {
            double boiling = H[i * rings + j] - (grid->solid[i] + grid->liquid[i]) * grid->boiling_from;
            double liquid = 1.0 - smaller(larger(boiling, 0.0) / grid->latent[i], 1.0);
            k[i * rings + j] = grid->k_dry[i] + liquid * (grid->k[i] - grid->k_dry[i]);
        }
    for (long i = 1; i < rows - 1; i++)
        for (long j = 1; j < rings - 2; j++) {
            long at = i * rings + j;
            across[at] = 1.0 / (grid->nearer[j] / k[at] + (1.0 - grid->nearer[j]) / k[at + 1]);
        }
    for (long j = 1; j < rings - 1; j++)
        along[rings + j] = grid->surface / (1.0 + grid->surface * grid->half[1] / k[rings + j]);
    for (long i = 2; i < rows - 1; i++)
        for (long j = 1; j < rings - 1; j++) {
            long at = i * rings + j;
            along[at] = 1.0 / (grid->half[i - 1] / k[at - rings] + grid->half[i] / k[at]);
        }
}

/* dH/dt of a cell, J/(mm^3 s): conduction across and along, the blood. */
static double warming_rate(long rings, long i, long j, const double *restrict T, const double *restrict across,
                           const double *restrict along, const Grid *grid)
{
    long at = i * rings + j;
    double radial = across[at] * grid->outward[j] * (T[at + 1] - T[at])
        - across[at - 1] * grid->inward[j] * (T[at] - T[at - 1]);
    double axial = along[at + rings] * (T[at + rings] - T[at]) - along[at] * (T[at] - T[at - rings]);
    return radial + axial / grid->height[i] - grid->perfusion[i] * (T[at] - grid->rest[i]);
}

SWEEP void find_rates(long rows, long rings, const double *restrict T, const double *restrict across,
                       const double *restrict along, const Grid *grid, const double *restrict source, int on,
                       double *restrict rate)
{
    for (long i = 1; i < rows - 1; i++)
        for (long j = 1; j < rings - 1; j++)
            rate[i * rings + j] =
                warming_rate(rings, i, j, T, across, along, grid) + (on ? source[i * rings + j] : 0.0);
}

SWEEP void find_stage(long rows, long rings, const double *restrict T, const double *restrict across,
                       const double *restrict along, const Grid *grid, const double *restrict source, int on,
                       const double *restrict rate_0, const double *restrict old, const double *restrict older,
                       Weights w, double *restrict new)
{
    for (long i = 1; i < rows - 1; i++)
        for (long j = 1; j < rings - 1; j++) {
            long at = i * rings + j;
            double rate = warming_rate(rings, i, j, T, across, along, grid) + (on ? source[at] : 0.0);
            new[at] = w.mu * old[at] + w.nu * older[at] + w.mu_step * rate + w.gamma_step * rate_0[at];
        }
}

/* Heat through the surface and into the blood, W; what the source puts in is the same at every stage. */
SWEEP void find_flows(long rows, long rings, const double *restrict T, const double *restrict along, const Grid *grid,
                       double *restrict flow)
{
    double through = 0.0, blood = 0.0;
    for (long i = 1; i < rows - 1; i++) {
        double warm = 0.0;
        if (grid->perfusion[i] > 0.0)
            for (long j = 1; j < rings - 1; j++)
                warm += (T[i * rings + j] - grid->rest[i]) * grid->area[j];
        blood += grid->perfusion[i] * grid->height[i] * warm;
    }
    for (long j = 1; j < rings - 1; j++)
        through += along[rings + j] * (T[rings + j] - T[j]) * grid->area[j];
    flow[THROUGH_SURFACE] = through;
    flow[INTO_BLOOD] = blood;
}

SWEEP double hottest_of(long rows, long rings, const double *restrict T)
{
    double hottest = T[rings + 1];
    for (long i = 1; i < rows - 1; i++)
        for (long j = 1; j < rings - 1; j++)
            hottest = larger(hottest, T[i * rings + j]);
    return hottest;
}

SWEEP void raise_peaks(long rows, long rings, const double *restrict H, double *restrict peak)
{
    for (long i = 1; i < rows - 1; i++)
        for (long j = 1; j < rings - 1; j++) {
            long at = (i - 1) * (rings - 2) + j - 1;
            peak[at] = larger(peak[at], H[i * rings + j]);
        }
}

SWEEP void keep(long rows, long rings, const double *restrict T, float *restrict history)
{
    for (long i = 1; i < rows - 1; i++)
        for (long j = 1; j < rings - 1; j++)
            history[(i - 1) * (rings - 2) + j - 1] = (float)T[i * rings + j];
}

long stages_for(double step, double explicit_step)
{
    long s = (long)ceil(0.5 * (sqrt(9.0 + 16.0 * step / explicit_step) - 1.0));
    s = s < 3 ? 3 : s;
    return s % 2 == 1 ? s : s + 1;
}

/* One super-step; the stages carry what H gains. Returns the number of stages. */
static long super_step(long rows, long rings, double *H, double *T, const double *across, const double *along,
                       const Grid *grid, const double *source, int on, double step, double explicit_step,
                       double *const *work, double *carried)
{
    long s = stages_for(step, explicit_step), cells = rows * rings;
    double w1 = 4.0 / (s * s + s - 2.0);
    double *older = work[0], *old = work[1], *new = work[2], *rate_0 = work[3];
    double flow_0[FLOWS], flow_now[FLOWS], flow_older[FLOWS] = {0.0}, flow_old[FLOWS];
    find_rates(rows, rings, T, across, along, grid, source, on, rate_0);
    find_flows(rows, rings, T, along, grid, flow_0);
    memset(older, 0, cells * sizeof *older);
    for (long at = 0; at < cells; at++)
        old[at] = w1 / 3.0 * step * rate_0[at];
    for (int m = 0; m < PUT_IN; m++)
        flow_old[m] = w1 / 3.0 * step * flow_0[m];
    double b_older = 1.0 / 3.0, b_old = 1.0 / 3.0;
    for (long j = 2; j <= s; j++) {
        double b = (j * j + j - 2.0) / (2.0 * j * (j + 1.0));
        double mu = (2.0 * j - 1.0) / j * b / b_old, nu = -(j - 1.0) / j * b / b_older;
        Weights w = {mu, nu, mu * w1 * step, -(1.0 - b_old) * mu * w1 * step};
        find_temperatures(rows, rings, H, old, grid, T);
        find_stage(rows, rings, T, across, along, grid, source, on, rate_0, old, older, w, new);
        find_flows(rows, rings, T, along, grid, flow_now);
        for (int m = 0; m < PUT_IN; m++) {
            double newest =
                w.mu * flow_old[m] + w.nu * flow_older[m] + w.mu_step * flow_now[m] + w.gamma_step * flow_0[m];
            flow_older[m] = flow_old[m];
            flow_old[m] = newest;
        }
        double *freed = older;
        older = old;
        old = new;
        new = freed;
        b_older = b_old;
        b_old = b;
    }
    for (long i = 1; i < rows - 1; i++)
        for (long j = 1; j < rings - 1; j++)
            H[i * rings + j] += old[i * rings + j];
    for (int m = 0; m < PUT_IN; m++)
        carried[m] += flow_old[m];
    find_temperatures(rows, rings, H, NULL, grid, T);
    return s;
}

/* Returns the number of stages made in all. */
long march(long rows, long rings, double *H, double *T, const Grid *grid, const double *source, int on, long count,
           const double *steps, double explicit_wet, double explicit_dry, double *carried, float *history,
           double *peak)
{
    long cells = rows * rings, stages = 0, was_boiling = 1;
    double *all = calloc(6 * cells, sizeof *all), put_in = 0.0;
    double *work[4] = {all, all + cells, all + 2 * cells, all + 3 * cells};
    double *across = all + 4 * cells, *along = all + 5 * cells;
    find_conductances(rows, rings, H, grid, work[0], across, along);
    for (long i = 1; i < rows - 1 && on; i++)
        for (long j = 1; j < rings - 1; j++)
            put_in += source[i * rings + j] * grid->area[j] * grid->height[i];
    for (long n = 0; n < count; n++) {
        double hottest = hottest_of(rows, rings, T);
        double limit = on || hottest > grid->boiling_to ? explicit_dry : explicit_wet;
        int boiling = hottest >= grid->boiling_from;
        long pieces = boiling ? (long)ceil(steps[n] / (LONGEST_BOILING * limit)) : 1;
        for (long piece = 0; piece < pieces; piece++) {
            if (boiling || was_boiling)
                find_conductances(rows, rings, H, grid, work[0], across, along);
            was_boiling = boiling;
            stages += super_step(rows, rings, H, T, across, along, grid, source, on, steps[n] / pieces, limit, work,
                                 carried);
        }
        carried[PUT_IN] += put_in * steps[n];
        raise_peaks(rows, rings, H, peak);
        keep(rows, rings, T, history + n * (rows - 2) * (rings - 2));
    }
    free(all);
    return stages;
}

/* Steps of forward Euler over `length`, each as long as is stable, where nothing boils; returns their number. */
long march_explicit(long rows, long rings, double *H, double *T, const Grid *grid, const double *source, int on,
                    double length, double explicit_step)
{
    long cells = rows * rings, steps = (long)ceil(length / explicit_step);
    double *all = calloc(3 * cells, sizeof *all), step = length / steps;
    double *rate = all, *across = all + cells, *along = all + 2 * cells;
    find_conductances(rows, rings, H, grid, rate, across, along);
    for (long n = 0; n < steps; n++) {
        find_rates(rows, rings, T, across, along, grid, source, on, rate);
        for (long i = 1; i < rows - 1; i++)
            for (long j = 1; j < rings - 1; j++)
                H[i * rings + j] += step * rate[i * rings + j];
        find_temperatures(rows, rings, H, NULL, grid, T);
    }
    free(all);
    return steps;
}

void triad(long size, long times, const double *restrict b, const double *restrict c, double *restrict a)
{
    for (long n = 0; n < times; n++) {
        double s = 1.0 + 1e-9 * n;
        for (long i = 0; i < size; i++)
            a[i] = b[i] + s * c[i];
        __asm__ volatile("" : : "r"(a) : "memory"); /* every sweep is to be made */
    }
}
