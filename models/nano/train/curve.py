"""Draws the curves of train.csv and of the helper heads as models/nano/curve.svg, without a plotting library.

    python curve.py RUN_FOLDER [RUN_FOLDER ...] OUT.svg
Runs are drawn one after the other. Columns of train.csv: step, minutes, then held-out loss and helper loss with no,
one and two source pictures.
"""

import csv
import math
import sys

WIDTH, HEIGHT, LEFT, BOTTOM = 720, 300, 48, 36
COLOURS = ('#2563eb', '#d97706', '#059669')
NAMES = ('text to image', 'one source picture', 'two source pictures')


def points(runs):
    """For each number of source pictures: [(minutes over all runs, loss), ...]."""
    out, before = ([], [], []), 0.0
    for run in runs:
        rows = [[float(x) for x in row] for row in csv.reader(open(f'{run}/train.csv'))]
        spent, last = 0.0, 0.0
        for row in rows:
            spent += row[1] - last if row[1] >= last else row[1]  # minutes restart when a run resumes
            last = row[1]
            for i, loss in enumerate(row[2::2]):
                out[i].append((before + spent, loss))
        before += spent
    return out


def main(*args):
    *runs, file = args
    series = points(runs)
    end = max(x for line in series for x, _ in line)
    low, high = (math.log(f(y for line in series for _, y in line)) for f in (min, max))
    at = lambda x, y: (
        LEFT + x / end * (WIDTH - LEFT - 12),
        12 + (high - math.log(y)) / (high - low) * (HEIGHT - BOTTOM - 12),
    )
    svg = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
    ]
    for y in (0.02, 0.03, 0.05, 0.1, 0.2, 0.3, 0.5, 1):
        if low <= math.log(y) <= high:
            svg.append(
                f'<path d="M{LEFT} {at(0, y)[1]:.1f}H{WIDTH - 12}" stroke="#ddd"/>'
                f'<text x="{LEFT - 6}" y="{at(0, y)[1] + 4:.1f}" text-anchor="end">{y}</text>'
            )
    for minutes in range(0, int(end) + 1, 20):
        svg.append(f'<text x="{at(minutes, 1)[0]:.1f}" y="{HEIGHT - 16}" text-anchor="middle">{minutes}</text>')
    svg.append(f'<text x="{WIDTH - 12}" y="{HEIGHT - 2}" text-anchor="end">minutes of training; held-out loss</text>')
    for i, line in enumerate(series):
        if line:
            path = ' '.join(f'{x:.1f},{y:.1f}' for x, y in (at(*p) for p in line))
            svg.append(f'<polyline points="{path}" fill="none" stroke="{COLOURS[i]}" stroke-width="2"/>')
            svg.append(
                f'<text x="{WIDTH - 24}" y="{28 + 16 * i}" text-anchor="end" fill="{COLOURS[i]}">{NAMES[i]}</text>'
            )
    open(file, 'w').write('\n'.join([*svg, '</svg>', '']))


if __name__ == '__main__':
    main(*sys.argv[1:])
