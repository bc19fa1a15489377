// Tongban 通办: parts that change by themselves, and countdowns.
(function () {
  'use strict';
  var tb = window.tb, all = tb.all, tell = tb.tell;

  // ---- live parts: server-sent events, resync after a gap ----
  function dressLive(box) {
    var id = box.dataset.part, silent = Number(box.dataset.silent) * 1000, timer, gap = false, src;
    function show(on) { all('[data-state]', box).forEach(function (e) { e.hidden = (e.dataset.state === 'on') !== on; }); }
    function alive() { clearTimeout(timer); timer = setTimeout(function () { gap = true; show(false); src.close(); connect(); }, silent); }
    function put(html) {
      var old = document.getElementById(id), doc = new DOMParser().parseFromString(html, 'text/html'), fresh = doc.getElementById(id);
      old.replaceChildren.apply(old, Array.prototype.slice.call((fresh || doc.body).childNodes));
      all('[data-until]', old).forEach(dressCount);
    }
    function resync() { return fetch(box.dataset.page, { credentials: 'same-origin' }).then(function (r) { return r.text(); }).then(function (h) { if (h.indexOf('id="' + id + '"') >= 0) put(h); }); }
    function connect() {
      src = new EventSource(box.dataset.live);
      src.onopen = function () { alive(); show(true); if (gap) { gap = false; resync().catch(function () { gap = true; }); } };
      src.onerror = function () { gap = true; show(false); };
      src.onmessage = function (ev) { alive(); put(ev.data); };
      src.addEventListener('beat', alive);
      src.addEventListener('sync', function () { alive(); resync(); });
      src.addEventListener('say', function (ev) { alive(); tell(ev.data); });
      alive();
    }
    connect();
  }

  // ---- countdown by the server's clock ----
  function dressCount(e) {
    var until = Number(e.dataset.until), base = Number(e.dataset.now), began = performance.now(), marks = [30, 10, 5, 1], over = false;
    var start = Math.ceil((until - base) / 60000);
    marks = marks.filter(function (m) { return m < start; });
    function sync() {
      if (!e.dataset.sync) return;
      var sent = performance.now();
      fetch(e.dataset.sync, { credentials: 'same-origin' }).then(function (r) { return r.text(); }).then(function (s) {
        var back = performance.now(); if (Number(s)) { base = Number(s) + (back - sent) / 2; began = back; }
      }).catch(function () { /* the last offset stays */ });
    }
    function two(n) { return (n < 10 ? '0' : '') + n; }
    function tick() {
      if (!document.contains(e)) { clearInterval(beat); return; }
      var s = Math.max(0, Math.ceil((until - base - (performance.now() - began)) / 1000)), h = Math.floor(s / 3600);
      e.textContent = (h ? two(h) + ':' : '') + two(Math.floor(s % 3600 / 60)) + ':' + two(s % 60);
      if (marks.length && s <= marks[0] * 60) tell(e.dataset.say.replace('{0}', marks.shift()));
      if (!s && !over) { over = true; tell(e.dataset.over); }
    }
    var beat = setInterval(tick, 1000), n = 0;
    setInterval(function () { if (document.contains(e) && ++n % 60 === 0) sync(); }, 1000);
    document.addEventListener('visibilitychange', function () { if (!document.hidden) sync(); });
    tick();
  }

  tb.dresser(function (from) { all('[data-live]', from).forEach(dressLive); all('[data-until]', from).forEach(dressCount); });
})();
