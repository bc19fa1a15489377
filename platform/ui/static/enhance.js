// Tongban 通办: comforts for pages that work without any of them, on every page.
// Each part stands alone; a fault in one leaves the plain page behind. Desks add
// desk.js, parts that change by themselves live.js.
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
  var dressers = [];
  function dress(from) {
    all('[data-print]', from).forEach(function (e) { e.hidden = false; });
    all('input[data-upload]', from).forEach(dressUpload);
    dressers.forEach(function (d) { d(from); });
  }
  // What desk.js and live.js stand on.
  window.tb = {
    t: t, all: all, make: make, tell: tell, keep: keep, dress: dress,
    dresser: function (d) { dressers.push(d); d(document); }
  };

  document.addEventListener('click', function (ev) {
    var e = ev.target.closest ? ev.target : ev.target.parentElement;
    if (e.closest('[data-print]')) window.print();
    var a = e.closest('.sum a');
    if (a) land(a.hash, ev);
  });
  function land(hash, ev) {
    var f = document.getElementById(decodeURIComponent(hash.slice(1)));
    if (f) { ev.preventDefault(); f.focus(); (f.closest('.field') || f).scrollIntoView({ block: 'center' }); }
  }
  var sum = document.getElementById('errors');
  if (sum) sum.focus();

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
        return r.ok ? r.text().then(function () { return next(Number(r.headers.get('Upload-Offset') || Math.min(at + PIECE, file.size))); }) : r.status === 409 ? offset().then(next) : refuse(r);
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
