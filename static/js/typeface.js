// The typeface comes when the page has been painted: until then it is read in one of the device, and nothing waits.

const sheet = document.querySelector("[data-typeface]");

new PerformanceObserver((_paints, observer) => {
  observer.disconnect();
  sheet.media = "all";
}).observe({ type: "paint", buffered: true });
