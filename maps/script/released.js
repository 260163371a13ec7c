/* A publication in one file: shows one indicator of the data beside it. Every text goes in as text. */
(function () {
  'use strict';
  var data = JSON.parse(document.getElementById('data').textContent);
  var choice = document.getElementById('indicator');
  var areas = document.querySelectorAll('.area');

  function element(name, text, parent) {
    var made = document.createElement(name);
    made.textContent = text;
    parent.appendChild(made);
    return made;
  }

  function look(colour) { return colour < 0 ? 'hidden' : 'class-' + colour; }

  function line(name, row, body) {
    var tr = element('tr', '', body);
    element('th', name, tr).scope = 'row';
    [0, 1, 2].forEach(function (place) { element('td', row[place] || '–', tr); });
  }

  function show() {
    var table = data.tables[Number(choice.value)];
    var legend = document.getElementById('legend');
    var body = document.getElementById('rows');
    document.getElementById('title').textContent = table.title;
    document.getElementById('definition').textContent = table.definition;
    legend.textContent = '';
    body.textContent = '';
    table.legend.forEach(function (entry) {
      var item = element('li', '', legend);
      element('span', '', item).className = 'swatch ' + look(entry[1]);
      element('span', entry[0], item);
    });
    table.rows.forEach(function (row, place) {
      areas[place].setAttribute('class', 'area ' + look(row[3]));
      areas[place].firstChild.textContent = data.names[place] + ' : ' + row[0];
      line(data.names[place], row, body);
    });
    line('Ensemble', table.total, body);
  }

  choice.addEventListener('change', show);
  show();
})();
