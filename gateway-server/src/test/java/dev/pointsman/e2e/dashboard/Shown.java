package dev.pointsman.e2e.dashboard;

/** Scripts that look at a page as a person would. */
final class Shown {
    /** Texts whose contrast to what is behind them is below AA, each with its ratio. Colours are read by painting them, so that any notation does. */
    static final String POOR_CONTRAST = """
            (() => {
              const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
              const rgba = (colour) => {
                canvas.clearRect(0, 0, 1, 1);
                canvas.fillStyle = colour;
                canvas.fillRect(0, 0, 1, 1);
                const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
                return [r, g, b, a / 255];
              };
              const over = (top, under) => top.slice(0, 3).map((value, i) => value * top[3] + under[i] * (1 - top[3]));
              const light = (rgb) => {
                const [r, g, b] = rgb.map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
              };
              const behind = (element) => {
                const layers = [];
                for (let at = element; at; at = at.parentElement) layers.push(rgba(getComputedStyle(at).backgroundColor));
                return layers.reverse().reduce((under, layer) => over(layer, under), [255, 255, 255]);
              };
              const poor = [];
              for (const element of document.querySelectorAll('body *')) {
                const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
                const field = element.matches('input, select, textarea');
                const box = element.getBoundingClientRect();
                if ((!own && !field) || box.width === 0 || box.height === 0 || box.left < -50) continue;
                const style = getComputedStyle(element);
                if (style.visibility === 'hidden' || element.disabled || element.closest('noscript, svg')) continue;
                const under = behind(element);
                const text = over(rgba(style.color), under);
                const [a, b] = [light(text), light(under)].sort((x, y) => y - x);
                const ratio = (a + 0.05) / (b + 0.05);
                const size = parseFloat(style.fontSize);
                const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
                if (ratio < (large ? 3 : 4.5)) poor.push(`${element.tagName}.${element.className} "${element.textContent.trim().slice(0, 30)}" ${ratio.toFixed(2)}`);
              }
              return [...new Set(poor)];
            })()""";

    /** Numbers all controls that can be used, and gives how many they are. */
    static final String NUMBER_CONTROLS = """
            (() => {
              const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')];
              const usable = all.filter((each) => !each.disabled && each.tabIndex >= 0 && each.getClientRects().length > 0 && each.checkVisibility());
              usable.forEach((each, index) => { each.dataset.number = index; });
              document.activeElement?.blur();
              return usable.length;
            })()""";

    /** The number of the control that has the focus; -1 where none has. */
    static final String FOCUSED = "Number(document.activeElement?.dataset?.number ?? -1)";

    /** How many charts have something drawn on them. */
    static final String PAINTED_CHARTS = """
            [...document.querySelectorAll('.chart canvas')]
              .filter((each) => each.getContext('2d').getImageData(0, 0, each.width, each.height).data.some((value) => value !== 0))
              .length""";

    /** Controls without a name for those who cannot see them. */
    static final String UNNAMED = """
            [...document.querySelectorAll('a[href], button, input, select, textarea')]
              .filter((each) => each.getClientRects().length > 0)
              .filter((each) => !(each.textContent.trim() || each.getAttribute('aria-label') || each.labels?.length))
              .map((each) => each.outerHTML.slice(0, 120))""";

    private Shown() {}
}
