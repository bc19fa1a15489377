// Tongban 通办: comforts of desks: parts of lists, keys, picking rows.
(function () {
  'use strict';
  var tb = window.tb, t = tb.t, all = tb.all, make = tb.make, tell = tb.tell, keep = tb.keep, root = document.documentElement;
  tb.dresser(function (from) { all('[data-keys-help],[data-all]', from).forEach(function (e) { e.hidden = false; }); });

  // ---- picking rows ----
  document.addEventListener('change', function (ev) {
    var e = ev.target, name = e.getAttribute && e.getAttribute('data-all');
    if (name) all('input[type=checkbox]', e.closest('table')).forEach(function (c) { if (c.name === name) { c.checked = e.checked; mark(c); } });
    else if (e.type === 'checkbox') mark(e);
  });
  function mark(c) {
    var tr = c.closest('tbody tr');
    if (tr && c.closest('.pick')) tr.classList.toggle('picked', c.checked);
  }

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
        tb.dress(fresh);
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
  document.addEventListener('click', function (ev) { if (ev.target.closest && ev.target.closest('[data-keys-help]')) toggleHelp(); });
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
})();
