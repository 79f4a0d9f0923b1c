// A figure has the width of the window; on paper it takes that of the page.
const drawn = act => document.querySelectorAll(".js-plotly-plot .main-svg").forEach(act);
window.onbeforeprint = () => drawn(figure => {
  const [width, height] = ["width", "height"].map(side => parseFloat(figure.getAttribute(side)));
  figure.setAttribute("viewBox", `0 0 ${width} ${height}`);
  figure.parentElement.style.setProperty("--printed", `${width} / ${height}`);
});
window.onafterprint = () => drawn(figure => figure.removeAttribute("viewBox"));
