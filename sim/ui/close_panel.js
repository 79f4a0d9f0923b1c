// On a phone the panel covers the page: it closes once the question has changed, so that the answer is seen.
if (window.innerWidth <= 768) document.querySelector("[data-testid=stSidebarCollapseButton] button")?.click();
