// Tongban 通办: comforts for pages that work without any of them.
// Each part stands alone; a fault in one leaves the plain page behind.
(function () {
  'use strict';
  var root = document.documentElement;
  var en = root.lang === 'en';
  function t(zh, eng) { return en ? eng : zh; }
  function all(sel, from) { return Array.prototype.slice.call((from || document).querySelectorAll(sel)); }
  function make(tag, attrs, text) {
    var e = document.createElement(tag);
    Object.keys(attrs || {}).forEach(function (k) { e.setAttribute(k, attrs[k]); });
    if (text) e.textContent = text;
    return e;
  }
  // tell speaks to readers of the screen; one region per page, empty at load.
  function tell(words) {
    var s = document.getElementById('say');
    if (s) { s.textContent = ''; setTimeout(function () { s.textContent = words; }, 50); }
  }
  function keep(k, v) {
    try {
      if (v === undefined) return localStorage.getItem(k);
      if (v === null) localStorage.removeItem(k); else localStorage.setItem(k, v);
    } catch (e) { /* storage refused: nothing is remembered */ }
    return null;
  }
  root.classList.add('js');

  // ---- what shows only with the script ----
  function dress(from) {
    all('[data-print],[data-keys-help],[data-all]', from).forEach(function (e) { e.hidden = false; });
    all('input[data-upload]', from).forEach(dressUpload);
    all('[data-live]', from).forEach(dressLive);
    all('[data-until]', from).forEach(dressCount);
  }

  document.addEventListener('click', function (ev) {
    var e = ev.target.closest ? ev.target : ev.target.parentElement;
    if (e.closest('[data-print]')) window.print();
    if (e.closest('[data-keys-help]')) toggleHelp();
    var a = e.closest('.sum a');
    if (a) land(a.hash, ev);
  });
  function land(hash, ev) {
    var f = document.getElementById(decodeURIComponent(hash.slice(1)));
    if (f) { ev.preventDefault(); f.focus(); (f.closest('.field') || f).scrollIntoView({ block: 'center' }); }
  }
  var sum = document.getElementById('errors');
  if (sum) sum.focus();

  document.addEventListener('change', function (ev) {
    var e = ev.target, name = e.getAttribute && e.getAttribute('data-all');
    if (name) all('input[type=checkbox]', e.closest('table')).forEach(function (c) { if (c.name === name) { c.checked = e.checked; mark(c); } });
    else if (e.type === 'checkbox') mark(e);
  });
  function mark(c) {
    var tr = c.closest('tbody tr');
    if (tr && c.closest('.pick')) tr.classList.toggle('picked', c.checked);
  }

  // ---- one press, one submission ----
  document.addEventListener('submit', function (ev) {
    var f = ev.target;
    if (ev.defaultPrevented || !f.hasAttribute('data-once')) return;
    if (f.dataset.sent) { ev.preventDefault(); return; }
    f.dataset.sent = '1';
    all('button', f).forEach(function (b) { b.setAttribute('aria-disabled', 'true'); });
    setTimeout(function () { free(f); }, 20000);
  });
  function free(f) {
    delete f.dataset.sent;
    all('button', f).forEach(function (b) { b.removeAttribute('aria-disabled'); });
  }
  window.addEventListener('pageshow', function (ev) { if (ev.persisted) all('form[data-once]').forEach(free); });

  // ---- parts of staff lists, keeping the address ----
  function part(e) {
    var own = e.closest('[data-swap]');
    if (own) return own.getAttribute('data-swap');
    var p = e.closest('[data-part-links]');
    return p && e.closest('thead,.pager,.tabs') ? p.id : '';
  }
  document.addEventListener('click', function (ev) {
    var a = ev.target.closest && ev.target.closest('a[href]');
    if (!a || ev.defaultPrevented || ev.button || ev.ctrlKey || ev.metaKey || ev.shiftKey || a.origin !== location.origin) return;
    var id = part(a);
    if (id && document.getElementById(id)) { ev.preventDefault(); swap(id, a.href, {}, true); }
  });
  document.addEventListener('submit', function (ev) {
    var f = ev.target, id = f.getAttribute('data-swap');
    if (ev.defaultPrevented || !id || !document.getElementById(id)) return;
    var data = new FormData(f), by = ev.submitter, url = (by && by.hasAttribute('formaction') && by.formAction) || f.action;
    if (by && by.name) data.append(by.name, by.value);
    ev.preventDefault();
    if (f.method === 'get') swap(id, url.split('?')[0] + '?' + new URLSearchParams(data), {}, true);
    else swap(id, url, { method: 'POST', body: f.enctype === 'multipart/form-data' ? data : new URLSearchParams(data) }, true);
  });
  var turn = 0;
  function swap(id, url, how, push) {
    var old = document.getElementById(id), mine = ++turn;
    old.classList.add('busy');
    how.credentials = 'same-origin';
    fetch(url, how).then(function (r) {
      return r.text().then(function (html) {
        if (mine !== turn) return;
        var doc = new DOMParser().parseFromString(html, 'text/html'), fresh = doc.getElementById(id);
        if (!fresh) throw new Error('no part');
        var had = old.contains(document.activeElement) && document.activeElement.getAttribute('href');
        old.replaceWith(document.adoptNode(fresh));
        document.title = doc.title;
        if (push) history.pushState({ part: id }, '', r.url);
        dress(fresh);
        if (had !== false && had !== null) {
          var to = all('a', fresh).filter(function (a) { return a.getAttribute('href') === had; })[0] || fresh;
          if (to === fresh) to.tabIndex = -1;
          to.focus({ preventScroll: true });
        }
        tell(t('内容已更新', 'Updated'));
      });
    }).catch(function () {
      if (how.method === 'POST') { old.classList.remove('busy'); tell(t('没有送到，请再试一次', 'Not sent, please try again')); old.insertAdjacentElement('beforebegin', make('p', { class: 'err', role: 'alert' }, t('网络中断，没有送到。请再试一次。', 'The network failed and nothing was sent. Please try again.'))); } else location.href = url;
    });
  }
  window.addEventListener('popstate', function () { if (document.querySelector('[data-swap],[data-part-links]')) location.reload(); });

  // ---- keys ----
  function keysOn() { return keep('keys') !== 'off'; }
  root.classList.toggle('keys-off', !keysOn());
  function keyOf(ev) { return (ev.ctrlKey || ev.metaKey ? 'Ctrl+' : '') + (ev.altKey ? 'Alt+' : '') + (ev.key === 'Escape' ? 'Esc' : ev.key); }
  function writing(e) { return /^(INPUT|TEXTAREA|SELECT)$/.test(e.tagName) && !/^(checkbox|radio)$/.test(e.type) || e.isContentEditable; }
  document.addEventListener('keydown', function (ev) {
    if (ev.isComposing || ev.keyCode === 229 || ev.defaultPrevented) return;
    var key = keyOf(ev), open = document.getElementById('keys');
    if (key === 'Esc' && open) { toggleHelp(); ev.preventDefault(); return; }
    if (!keysOn() || !root.classList.contains('desk')) return;
    if (key === '?' && !writing(ev.target) && document.querySelector('[data-keys-help]')) { toggleHelp(); ev.preventDefault(); return; }
    if (/^[jkx]$/i.test(key) && !writing(ev.target) && rowKey(key.toLowerCase(), ev.target)) { ev.preventDefault(); return; }
    if (!/^(F\d+|Esc|Ctrl\+.+|Alt\+.+)$/.test(key)) return;
    if (key === 'Esc' && writing(ev.target)) return;
    var near = ev.target.closest('form'), found = all('[data-key]').filter(function (e) { return e.getAttribute('data-key') === key && !e.hidden && !e.disabled; });
    var hit = found.filter(function (e) { return e.form && e.form === near; })[0] || found[0];
    if (!hit) return;
    ev.preventDefault();
    if (hit.matches('input,select,textarea')) { hit.focus(); if (hit.select) hit.select(); } else hit.click();
  });
  // rowKey moves between the rows of a table that holds the focus, or picks one.
  function rowKey(key, from) {
    var box = from.closest('[data-rows]');
    if (!box) return false;
    var rows = all('tbody tr', box), i = rows.indexOf(from.closest('tr'));
    if (key === 'x') {
      var c = i >= 0 && rows[i].querySelector('.pick input');
      if (c) { c.checked = !c.checked; mark(c); }
      return !!c;
    }
    var row = rows[key === 'j' ? Math.min(i + 1, rows.length - 1) : Math.max(i - 1, 0)], to = row && (row.querySelector('a') || row.querySelector('input,button'));
    if (to) to.focus();
    return !!to;
  }
  function toggleHelp() {
    var old = document.getElementById('keys');
    if (old) { old.remove(); var b = document.querySelector('[data-keys-help] button'); if (b) b.focus(); return; }
    var box = make('section', { id: 'keys', class: 'over', role: 'dialog', 'aria-labelledby': 'keys-h' }), dl = make('dl'), seen = {};
    function line(k, words) { if (!seen[k]) { seen[k] = 1; var dt = make('dt'); dt.append(make('kbd', {}, k)); dl.append(dt, make('dd', {}, words)); } }
    all('[data-key]').forEach(function (e) {
      var l = e.labels && e.labels[0], copy = (l || e).cloneNode(true);
      all('kbd', copy).forEach(function (k) { k.remove(); });
      line(e.getAttribute('data-key'), copy.textContent.trim());
    });
    if (document.querySelector('[data-rows]')) { line('J', t('表格中：下一行', 'In a table: next row')); line('K', t('表格中：上一行', 'In a table: previous row')); line('X', t('表格中：选中', 'In a table: pick')); }
    line('?', t('本表', 'This list'));
    var off = make('button', { type: 'button', class: 'btn' }, keysOn() ? t('关闭快捷键', 'Switch keys off') : t('开启快捷键', 'Switch keys on'));
    off.onclick = function () { keep('keys', keysOn() ? 'off' : null); root.classList.toggle('keys-off', !keysOn()); toggleHelp(); };
    var shut = make('button', { type: 'button', class: 'btn' }, t('关上（Esc）', 'Close (Esc)'));
    shut.onclick = toggleHelp;
    var acts = make('div', { class: 'acts' });
    acts.append(shut, off);
    box.append(make('h2', { id: 'keys-h' }, t('快捷键', 'Keys')), dl, acts);
    document.body.append(box);
    shut.focus();
  }

  // ---- uploads in pieces: POST creates, HEAD tells the offset, PATCH appends ----
  var PIECE = 5 << 20;
  function dressUpload(input) {
    input.addEventListener('change', function () { all('.upload', input.parentElement).forEach(function (b) { b.remove(); }); Array.prototype.forEach.call(input.files, function (f) { send(input, f); }); });
  }
  function send(input, file) {
    var box = make('div', { class: 'upload' }), words = make('span', {}), bar = make('progress', { max: 100, value: 0, 'aria-label': file.name });
    var again = make('button', { type: 'button', class: 'btn', hidden: '' }, t('继续上传', 'Resume'));
    var id = 'up:' + [input.dataset.upload, file.name, file.size, file.lastModified].join(':'), url = keep(id);
    box.append(bar, words, again);
    input.parentElement.append(box);
    function say(s) { words.textContent = file.name + t('：', ': ') + s; }
    function ask(method, to, headers, body) { return fetch(to, { method: method, headers: headers || {}, body: body, credentials: 'same-origin' }); }
    function create() {
      return ask('POST', input.dataset.upload, { 'Upload-Length': String(file.size), 'Upload-Name': encodeURIComponent(file.name) }).then(function (r) {
        if (!r.ok) return refuse(r);
        url = r.headers.get('Location'); keep(id, url); return 0;
      });
    }
    function refuse(r) { return r.text().then(function (why) { var e = new Error(why); e.final = r.status >= 400 && r.status < 500; throw e; }); }
    function offset() {
      if (!url) return create();
      return ask('HEAD', url).then(function (r) { return r.ok ? Number(r.headers.get('Upload-Offset')) : r.status < 500 ? create() : refuse(r); });
    }
    function next(at) {
      var p = Math.floor(at / Math.max(file.size, 1) * 100);
      bar.value = p; say(p + '%');
      if (at >= file.size) return done();
      return ask('PATCH', url, { 'Upload-Offset': String(at), 'Content-Type': 'application/offset+octet-stream' }, file.slice(at, at + PIECE)).then(function (r) {
        return r.ok ? next(Number(r.headers.get('Upload-Offset') || Math.min(at + PIECE, file.size))) : r.status === 409 ? offset().then(next) : refuse(r);
      });
    }
    function done() {
      bar.remove(); keep(id, null);
      box.append(make('input', { type: 'hidden', name: input.name + '.upload', value: url }));
      say(t('已收到，提交表单后生效', 'received; takes effect when you submit the form')); tell(words.textContent);
      if (all('progress', input.parentElement).length === 0) input.value = '';
    }
    function go() {
      again.hidden = true;
      offset().then(next).catch(function (e) {
        if (e.final) { keep(id, null); url = null; input.value = ''; bar.remove(); say(e.message || t('没有收下', 'refused')); box.classList.add('err'); tell(words.textContent); return; }
        say(t('连接中断，已传的部分保留着', 'connection lost; what was sent is kept')); again.hidden = false; tell(words.textContent);
      });
    }
    again.onclick = go;
    go();
  }

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

  // ---- the sign-in is about to end ----
  var left = Number(document.body.dataset.session);
  function warnLater() { setTimeout(warn, Math.max(0, left - 120) * 1000); }
  function warn() {
    var box = make('section', { class: 'over', role: 'alertdialog', 'aria-labelledby': 'end-h' });
    var stay = make('button', { type: 'button', class: 'btn btn-main' }, t('继续办理', 'Stay signed in'));
    box.append(make('h2', { id: 'end-h' }, t('2 分钟后将自动退出', 'You will be signed out in 2 minutes')), make('p', {}, t('已保存的内容不会丢。要继续办理，请按下面的按钮。', 'What is saved is safe. To go on, press the button.')), stay);
    stay.onclick = function () {
      fetch(document.body.dataset.extend, { method: 'POST', credentials: 'same-origin' }).then(function (r) { if (!r.ok) throw new Error(); box.remove(); warnLater(); }).catch(function () { location.reload(); });
    };
    document.body.append(box);
    tell(t('2 分钟后将自动退出', 'You will be signed out in 2 minutes'));
  }
  if (left) warnLater();

  dress(document);
})();
