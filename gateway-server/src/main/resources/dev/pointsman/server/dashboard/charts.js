// Charts by uPlot, in the colours of the theme.
import uPlot from './uPlot.esm.js';
import { h } from './dom.js';

const open = new Set();
const FONT = '12px system-ui, DejaVu Sans, sans-serif';

function colour(name) {
  const probe = document.createElement('span');
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

// The frame of a chart: its legend, its place, and what is drawn again when theme or width change. draw(box, height) → uPlot.
function framed(host, series, height, draw) {
  const box = h('div', { class: 'chart', role: 'img', 'aria-label': series.map((each) => each.label).join(', ') });
  const legend = h('div', { class: 'legend' }, series.map((each) => h('span', {}, h('i', { class: `k${each.colour.slice(1)}` }), each.label)));
  host.replaceChildren(legend, box);
  let plot = null;
  const make = () => {
    plot?.destroy();
    plot = draw(box);
  };
  make();
  const sized = new ResizeObserver(() => plot.setSize({ width: Math.max(120, box.clientWidth), height }));
  sized.observe(box);
  const handle = {
    set: (next) => plot.setData(next),
    make,
    end() {
      sized.disconnect();
      plot.destroy();
      open.delete(handle);
    },
  };
  open.add(handle);
  return handle;
}

function axis() {
  return { stroke: colour('dim'), grid: { stroke: colour('line'), width: 1 }, ticks: { show: false }, font: FONT };
}

// series: [{ label, colour: 'c1', bars: true, value: number → text }]; data: [xs, ys, …]
export function chart(host, { series, data, height = 170, when = null, format = String }) {
  let shown = data;
  const handle = framed(host, series, height, (box) => new uPlot({
    width: Math.max(120, box.clientWidth),
    height,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false } },
    scales: { x: { time: when === null, range: when ? (_, low, high) => [low - 0.5, high + 0.5] : undefined }, y: { range: (_, low, high) => [Math.min(0, low ?? 0), high > 0 ? high * 1.1 : 1] } },
    axes: [{ ...axis(), size: 28, grid: { show: false }, space: 70, ...(when ? { values: (_, ticks) => ticks.map(when), incrs: [1, 2, 5, 7, 14, 28, 56, 112] } : { values: (_, ticks) => ticks.map((tick) => new Date(tick * 1000).toTimeString().slice(0, 8)) }) }, { ...axis(), size: 62, values: (_, ticks) => ticks.map(format) }],
    series: [{}, ...series.map((each) => ({
      label: each.label,
      stroke: colour(each.colour),
      width: each.bars ? 0 : 2,
      fill: each.bars ? colour(each.colour) : each.area ? `${colour(each.colour).replace('rgb(', 'rgba(').replace(')', ', .16)')}` : undefined,
      paths: each.bars ? uPlot.paths.bars({ size: [0.7, 40] }) : undefined,
      points: { show: false },
    }))],
  }, shown, box));
  const set = handle.set;
  handle.set = (next) => {
    shown = next;
    set(next);
  };
  return handle;
}

// Lines and points over a number. series: [{ label, colour, points: [[x, y, name?]], line: true, dash: true }]; names are written beside their points
export function curve(host, { series, height = 240, x, y, title }) {
  const data = uPlot.join(series.map((each) => {
    const best = new Map();
    [...each.points].sort((a, b) => a[0] - b[0] || a[1] - b[1]).forEach(([at, value]) => best.set(at, value));
    return [[...best.keys()], [...best.values()]];
  }));
  const named = series.flatMap((each) => each.points.filter((point) => point.length > 2));
  return framed(host, series, height, (box) => new uPlot({
    width: Math.max(120, box.clientWidth),
    height,
    legend: { show: false },
    cursor: { show: false },
    padding: [14, 14, 0, 0],
    scales: { x: { time: false, range: (_, low, high) => padded(low, high) }, y: { range: (_, low, high) => padded(low, high) } },
    axes: [{ ...axis(), size: 44, label: title, labelSize: 16, labelFont: FONT, space: 80, values: (_, ticks) => ticks.map(x) }, { ...axis(), size: 52, values: (_, ticks) => ticks.map(y) }],
    series: [{}, ...series.map((each) => ({
      label: each.label,
      stroke: colour(each.colour),
      width: each.line ? 2 : 0,
      dash: each.dash ? [6, 5] : undefined,
      spanGaps: true,
      points: { show: !each.dash, size: each.line ? 5 : 10, fill: colour(each.colour) },
    }))],
    hooks: { draw: [(plot) => named.forEach(([at, value, name]) => written(plot, at, value, name))] },
  }, data, box));
}

function padded(low, high) {
  const room = Math.max(1e-9, (high - low) * 0.12);
  return [low - room, high + room];
}

function written(plot, at, value, name) {
  const right = at > (plot.scales.x.min + plot.scales.x.max) / 2;
  const { ctx } = plot;
  ctx.save();
  ctx.fillStyle = colour('text');
  ctx.font = `${12 * devicePixelRatio}px system-ui, DejaVu Sans, sans-serif`;
  ctx.textAlign = right ? 'right' : 'left';
  ctx.fillText(name, plot.valToPos(at, 'x', true) + (right ? 4 : -4) * devicePixelRatio, plot.valToPos(value, 'y', true) + 19 * devicePixelRatio);
  ctx.restore();
}

export function repaint() {
  open.forEach((each) => each.make());
}
