/* Areas on paper: their names and values, one chosen, the same by mouse, finger and keyboard. Plain Leaflet; every text that comes in is escaped already.

   The page around it hears and says, as events on the map's element:
     palier:view   (out) { lat, lon, zoom } of what is seen, or null for the whole
     palier:area   (out) { area, how } of the area that somebody chose ('chosen') or went into ('into')
     palier:choose (in)  { area } to open an area, or null; with `stay`, the view stays as it is
     palier:points, palier:point, palier:pointed: see points.js */
window.palierNeighbourhoods = function (map, options) {
  'use strict';
  var box = map.getContainer();
  var words = options.words;
  var bounds = options.bounds;
  var touched = false;
  var fitting = false;
  var labels = [];
  var areas = {};
  var chosen = null;
  var chosenRing = null;
  var kept = null;
  var FORMS = ['map-name-long', 'map-name-narrow', 'map-name-small', 'map-name-short'];
  var points = window.palierPoints(map, options.points);
  map.createPane('names').style.zIndex = 640;
  map.getPane('names').style.pointerEvents = 'none';

  function say(name, detail) {
    box.dispatchEvent(new CustomEvent('palier:' + name, { detail: detail, bubbles: true }));
  }

  // Room for the buttons on a screen, for scale and north always.
  function frame(shown, most) {
    var right = box.classList.contains('map-printing') ? 14 : 62;
    map.fitBounds(shown, { animate: false, paddingTopLeft: [14, 14], paddingBottomRight: [right, 40], maxZoom: most });
  }

  function fit() {
    fitting = true;
    map.invalidateSize({ animate: false, pan: false });
    map.setMinZoom(0);
    frame(bounds);
    map.setMinZoom(map.getZoom() - 0.5);
    fitting = false;
    touched = false;
    tell();
  }

  function tell() {
    var middle = map.getCenter();
    say('view', touched ? { lat: middle.lat, lon: middle.lng, zoom: map.getZoom() } : null);
  }

  // A name with its value, in the largest form that fits into the area, else the value alone, else nothing: the tooltip and the table have both.
  function place() {
    var placed = [];
    var seen = L.bounds(map.containerPointToLayerPoint([0, 0]), map.containerPointToLayerPoint(map.getSize()));
    labels.forEach(function (label) {
      var middle = map.latLngToLayerPoint(label.at);
      var rings = label.area === chosen ? [] : ringsOf(label.area);
      var form = label.halves.findIndex(function (half) {
        var own = L.bounds(middle.subtract(half), middle.add(half));
        var free = seen.contains(own) && holds(rings, middle, half) && !placed.some(function (other) { return other.overlaps(own); });
        if (free) placed.push(own);
        return free;
      });
      wear(label, FORMS[form] || 'map-name-gone');
    });
  }

  function wear(label, form) {
    if (label.form !== form) label.element.classList.replace(label.form, form);
    label.form = form;
  }

  // How large each name is in each form, all of one form at a time: to change and to ask in turns would lay the page out hundreds of times.
  function measure() {
    labels.forEach(function (label) { label.halves = []; });
    FORMS.forEach(function (form) {
      labels.forEach(function (label) { wear(label, form); });
      labels.forEach(function (label) { label.halves.push(L.point(label.element.offsetWidth / 2, label.element.offsetHeight / 2)); });
    });
  }

  // Whether the corners of a box, less a tenth, are in the area. Positions in pixels of the map's layers.
  function holds(rings, middle, half) {
    return [[-1, -1], [1, -1], [1, 1], [-1, 1]].every(function (corner) {
      return inside(rings, middle.x + corner[0] * half.x * 0.9, middle.y + corner[1] * half.y * 0.9);
    });
  }

  function ringsOf(area) {
    var rings = [];
    (function gather(found) { if (found.length && found[0].lat === undefined) found.forEach(gather); else rings.push(found); })(area.getLatLngs());
    return rings.map(function (ring) { return ring.map(function (point) { return map.latLngToLayerPoint(point); }); });
  }

  function inside(rings, x, y) {
    var odd = false;
    rings.forEach(function (ring) {
      for (var i = 0, j = ring.length - 1; i < ring.length; j = i++) {
        var a = ring[i], b = ring[j];
        if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) odd = !odd;
      }
    });
    return odd;
  }

  function ring(area, kind) {
    return L.geoJSON(area.feature.geometry, { interactive: false, style: { className: 'map-ring map-ring-' + kind, fill: false } }).addTo(map);
  }

  function describe(area) {
    var path = area.getElement();
    var text = document.createElement('div');
    text.innerHTML = area.feature.properties.tip;
    path.setAttribute('tabindex', '0');
    path.setAttribute('role', options.choosable ? 'button' : 'img');
    path.setAttribute('aria-label', Array.from(text.children, function (line) { return line.textContent; }).join(', '));
    // Drawn above all areas: a border of one's own would be half covered by the neighbours, and moving the area would lose the focus.
    var mark = null;
    function show(kind) {
      unmark();
      mark = ring(area, kind);
    }
    function unmark() { if (mark) mark.remove(); mark = null; }
    area.on({ mouseover: function () { show('pointed'); }, mouseout: unmark });
    path.addEventListener('focus', function () { if (path.matches(':focus-visible')) show('focused'); });
    path.addEventListener('blur', unmark);
    area.bindTooltip(area.feature.properties.tip, { className: 'map-tip map-tip-area', direction: 'top', sticky: true, opacity: 1 });
    if (!options.choosable) return;
    function ask() { say('area', { area: area.feature.properties.code, how: 'chosen' }); }
    area.on('click', function (event) { if (!points.at(event.containerPoint)) ask(); });
    path.addEventListener('keydown', function (event) {
      if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); ask(); }
    });
  }

  // All borders as one path: a dark line inside the light one, so that one of the two stands out from whatever colour lies beside it.
  function edges() {
    var parts = [];
    options.areas.features.forEach(function (area) {
      var shape = area.geometry;
      parts = parts.concat(shape.type === 'Polygon' ? [shape.coordinates] : shape.coordinates);
    });
    return { type: 'MultiPolygon', coordinates: parts };
  }

  // An open area is blank paper, for the dots on it; it keeps its outline.
  function choose(code, stay) {
    if (chosen) chosen.getElement().classList.remove('map-open');
    if (chosenRing) chosenRing.remove();
    chosen = code === null ? null : areas[code] || null;
    chosenRing = chosen ? ring(chosen, 'open') : null;
    if (chosen) chosen.getElement().classList.add('map-open');
    if (chosen && !stay) {
      touched = true;
      frame(chosen.getBounds(), 18);
    }
    place();
  }

  // Whoever enlarges one area until it fills the map has gone into it.
  function entered() {
    if (!options.choosable || fitting || !touched) return;
    var size = map.getSize();
    var middle = map.latLngToLayerPoint(map.getCenter());
    Object.keys(areas).some(function (code) {
      var area = areas[code];
      var around = area.getBounds();
      if (!around.contains(map.getCenter())) return false;
      var a = map.latLngToLayerPoint(around.getNorthWest()), b = map.latLngToLayerPoint(around.getSouthEast());
      if (b.x - a.x < 0.75 * size.x && b.y - a.y < 0.75 * size.y) return false;
      if (!inside(ringsOf(area), middle.x, middle.y)) return false;
      if (area !== chosen) say('area', { area: code, how: 'into' });
      return true;
    });
  }

  function name(area) {
    var its = area.feature.properties;
    var lines = '<span class="map-name-text">' + its.name + '</span>' + (its.value ? '<span class="map-name-value">' + its.value + '</span>' : '');
    var html = '<div class="map-name map-name-gone map-on-' + its.look + '" aria-hidden="true">' + lines + '</div>';
    var icon = L.divIcon({ className: 'map-name-anchor', html: html, iconSize: null });
    var marker = L.marker(its.at, { icon: icon, pane: 'names', interactive: false, keyboard: false }).addTo(map);
    labels.push({ element: marker.getElement().firstChild, at: marker.getLatLng(), area: area, form: 'map-name-gone', halves: [] });
  }

  function buttons() {
    L.control.zoom({ position: 'topright', zoomInTitle: words.zoom_in, zoomOutTitle: words.zoom_out }).addTo(map);
    var bar = box.querySelector('.leaflet-control-zoom');
    var whole = L.DomUtil.create('a', 'map-whole', bar);
    whole.href = '#';
    whole.title = words.whole;
    whole.setAttribute('role', 'button');
    whole.setAttribute('aria-label', words.whole);
    L.DomEvent.on(whole, 'click', function (event) { L.DomEvent.stop(event); fit(); });
    L.DomEvent.disableClickPropagation(bar);
    L.control.scale({ imperial: false, position: 'bottomleft', maxWidth: 140 }).addTo(map);
    L.DomUtil.create('div', 'map-north', box).textContent = 'N';
  }

  function draw() {
    fit();
    L.geoJSON(options.outline, { interactive: false, style: { className: 'map-shore', fill: false } }).addTo(map);
    this.bringToFront();
    L.geoJSON(edges(), { interactive: false, style: { className: 'map-edges', fill: false } }).addTo(map);
    L.geoJSON(options.outline, { interactive: false, style: { className: 'map-outline', fill: false } }).addTo(map);
    this.eachLayer(function (area) { areas[area.feature.properties.code] = area; });
    this.eachLayer(describe);
    this.eachLayer(name);
    labels.sort(function (a, b) { return size(b.area) - size(a.area); });
    measure();
    // A font that comes later has other widths.
    if (document.fonts.status !== 'loaded') document.fonts.ready.then(function () { measure(); place(); });
    if (options.view) {
      touched = true;
      map.setView([options.view[0], options.view[1]], options.view[2], { animate: false });
    }
    if (options.chosen !== null) choose(options.chosen, Boolean(options.view));
    else place();
    // Entrances without an area are those that lie in none.
    if (options.choosable && !options.view && options.chosen === null && options.points.entrances) points.fit('entrances');
  }

  function size(area) {
    var corners = area.getBounds();
    return (corners.getNorth() - corners.getSouth()) * (corners.getEast() - corners.getWest());
  }

  // Paper has its own size, and browsers lay the page out for it only after the script has run. What was seen is what is printed.
  function onPaper(printing) {
    if (printing) kept = touched ? { bounds: map.getBounds(), middle: map.getCenter(), zoom: map.getZoom() } : null;
    box.classList.toggle('map-printing', printing);
    if (!kept) return fit();
    fitting = true;
    map.invalidateSize({ animate: false, pan: false });
    if (printing) map.fitBounds(kept.bounds, { animate: false });
    else map.setView(kept.middle, kept.zoom, { animate: false });
    fitting = false;
    touched = true;
  }

  if (options.ground) window.palierGround(map, options.ground);
  box.setAttribute('role', 'group');
  box.setAttribute('aria-label', words.keys);
  buttons();
  map.on('movestart', function () { if (!fitting) touched = true; });
  map.on('moveend resize', place);
  map.on('moveend', function () { if (!fitting) tell(); });
  map.on('zoomend', entered);
  box.addEventListener('palier:choose', function (event) { choose(event.detail.area, event.detail.stay); });
  new ResizeObserver(function () { if (touched) map.invalidateSize({ animate: false }); else fit(); }).observe(box);
  addEventListener('beforeprint', function () { onPaper(true); measure(); place(); });
  addEventListener('afterprint', function () { onPaper(false); measure(); place(); });

  return L.geoJSON(options.areas, {
    style: function (area) {
      var look = area.properties.look;
      var hatched = area.properties.hatched;
      return { className: 'map-area map-' + look, weight: 1.5, fillOpacity: 1, fillColor: hatched ? 'url(#' + options.pattern + look + ')' : 'currentColor', color: 'currentColor' };
    },
  }).on('add', draw);
};
