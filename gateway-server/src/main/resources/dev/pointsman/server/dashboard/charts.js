// Charts by uPlot, in the colours of the theme.
import uPlot from './uPlot.esm.js';
import { h } from './dom.js';

const open = new Set();

function colour(name) {
  const probe = document.createElement('span');
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

// series: [{ label, colour: 'c1', bars: true, value: number → text }]; data: [xs, ys, …]
export function chart(host, { series, data, height = 170, when = null, format = String }) {
  const box = h('div', { class: 'chart', role: 'img', 'aria-label': series.map((each) => each.label).join(', ') });
  const legend = h('div', { class: 'legend' }, series.map((each) => h('span', {}, h('i', { class: `k${each.colour.slice(1)}` }), each.label)));
  host.replaceChildren(legend, box);
  let plot = null;
  let shown = data;
  const make = () => {
    plot?.destroy();
    const dim = colour('dim');
    const line = { stroke: colour('line'), width: 1 };
    const axis = { stroke: dim, grid: line, ticks: { show: false }, font: '12px system-ui, DejaVu Sans, sans-serif' };
    plot = new uPlot({
      width: Math.max(120, box.clientWidth),
      height,
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false } },
      scales: { x: { time: when === null, range: when ? (_, low, high) => [low - 0.5, high + 0.5] : undefined }, y: { range: (_, low, high) => [Math.min(0, low ?? 0), high > 0 ? high * 1.1 : 1] } },
      axes: [{ ...axis, size: 28, grid: { show: false }, space: 70, ...(when ? { values: (_, ticks) => ticks.map(when), incrs: [1, 2, 5, 7, 14, 28, 56, 112] } : { values: (_, ticks) => ticks.map((tick) => new Date(tick * 1000).toTimeString().slice(0, 8)) }) }, { ...axis, size: 62, values: (_, ticks) => ticks.map(format) }],
      series: [{}, ...series.map((each) => ({
        label: each.label,
        stroke: colour(each.colour),
        width: each.bars ? 0 : 2,
        fill: each.bars ? colour(each.colour) : each.area ? `${colour(each.colour).replace('rgb(', 'rgba(').replace(')', ', .16)')}` : undefined,
        paths: each.bars ? uPlot.paths.bars({ size: [0.7, 40] }) : undefined,
        points: { show: false },
      }))],
    }, shown, box);
  };
  make();
  const sized = new ResizeObserver(() => plot.setSize({ width: Math.max(120, box.clientWidth), height }));
  sized.observe(box);
  const handle = {
    set(next) {
      shown = next;
      plot.setData(next);
    },
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

export function repaint() {
  open.forEach((each) => each.make());
}
