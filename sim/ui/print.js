// A figure has the width of the window; on paper it takes that of the page.
const drawn = act => document.querySelectorAll(".js-plotly-plot .main-svg").forEach(act);
// A question that nobody asked is left out: its heading, and all until the next one.
const unasked = () => document.querySelectorAll("[class*=st-key-ask-]").forEach(button => {
  const one = step => {
    for (let part = button; part; part = part[step]) {
      if (step === "nextElementSibling" && part.querySelector("h3")) break;
      part.dataset.unasked = "";
      if (step === "previousElementSibling" && part.querySelector("h3")) break;
    }
  };
  ["previousElementSibling", "nextElementSibling"].forEach(one);
});
window.onbeforeprint = () => unasked() || drawn(figure => {
  const [width, height] = ["width", "height"].map(side => parseFloat(figure.getAttribute(side)));
  figure.setAttribute("viewBox", `0 0 ${width} ${height}`);
  figure.parentElement.style.setProperty("--printed", `${width} / ${height}`);
});
window.onafterprint = () => {
  drawn(figure => figure.removeAttribute("viewBox"));
  document.querySelectorAll("[data-unasked]").forEach(part => delete part.dataset.unasked);
};
