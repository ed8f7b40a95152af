"""Curves as SVG, with the least and the most of each point. Standard library only."""
import html, math

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 400, 64, 24, 44, 52
COLOURS = ("#2563eb", "#d97706", "#059669", "#9333ea")


def steps(most):
    """Round numbers from 0 to above the most, about five."""
    raw = most / 5
    unit = 10 ** math.floor(math.log10(raw))
    step = next(unit * each for each in (1, 2, 2.5, 5, 10) if unit * each >= raw)
    return [step * i for i in range(math.ceil(most / step) + 1)]


def short(x):
    for size, unit in ((1_000_000, "M"), (1_000, "k")):
        if x >= size:
            return f"{x / size:g}{unit}"
    return f"{x:g}"


class Plot:
    """Lines over one axis that is linear or logarithmic; upwards it begins at 0."""

    def __init__(self, title, along, up, scale="linear"):
        self.title, self.along, self.up, self.log = title, along, up, scale == "log"
        self.series = []

    def add(self, label, points):
        """@points (x, y, least, most) in rising order"""
        self.series.append((label, points))

    def svg(self):
        points = [p for _, of in self.series for p in of]
        marks = steps(max(p[3] for p in points) or 1)
        xs = sorted({p[0] for p in points})
        low, high = self.place(xs[0]), self.place(xs[-1])

        def across(x):
            return LEFT + (self.place(x) - low) / ((high - low) or 1) * (WIDTH - LEFT - RIGHT)

        def above(y):
            return HEIGHT - BOTTOM - y / marks[-1] * (HEIGHT - TOP - BOTTOM)

        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12" fill="#444">',
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
            f'<text x="{LEFT}" y="22" font-size="15" fill="#111">{html.escape(self.title)}</text>',
        ]
        for y in marks:
            parts.append(f'<path d="M{LEFT} {above(y):.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>')
            parts.append(f'<text x="{LEFT - 8}" y="{above(y) + 4:.1f}" text-anchor="end">{short(y)}</text>')
        labelled = -math.inf
        for x in xs:
            if across(x) - labelled >= 34:  # no label over another
                labelled = across(x)
                parts.append(f'<text x="{labelled:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{short(x)}</text>')
        parts.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2:.0f}" y="{HEIGHT - 12}" text-anchor="middle">{html.escape(self.along)}</text>')
        parts.append(f'<text transform="translate(16 {HEIGHT / 2:.0f}) rotate(-90)" text-anchor="middle">{html.escape(self.up)}</text>')
        for number, (label, of) in enumerate(self.series):
            colour = COLOURS[number % len(COLOURS)]
            line = " ".join(f"{across(x):.1f},{above(y):.1f}" for x, y, _, _ in of)
            parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
            for x, y, least, most in of:
                parts.append(f'<path d="M{across(x):.1f} {above(least):.1f}V{above(most):.1f}" stroke="{colour}" opacity=".5"/>')
                parts.append(f'<circle cx="{across(x):.1f}" cy="{above(y):.1f}" r="3" fill="{colour}"/>')
            if len(self.series) > 1:
                at = LEFT + 12 + number * (WIDTH - LEFT - RIGHT) // len(self.series)
                parts.append(f'<path d="M{at} {TOP - 8}h16" stroke="{colour}" stroke-width="2"/><text x="{at + 22}" y="{TOP - 4}">{html.escape(label)}</text>')
        return "\n".join(parts) + "\n</svg>\n"

    def place(self, x):
        return math.log10(max(x, 1)) if self.log else x
