/* Entrances, resources and the entrances of rounds as marks on one canvas, which tell themselves apart by shape before colour. Texts that come in (`tip`) are escaped already.

   Events on the map's element:
     palier:points  (in)  { set, points, fit }: the points of a set ('entrances', 'resources', 'rounds') from now on; with `fit` all of them are brought into view
     palier:point   (in)  { key, open }: the point to mark, or null; with `open` its text is shown and the map moves if it is out of sight
     palier:pointed (out) { key, how }: the point under the mouse ('over'), or clicked ('chosen'), or null */
window.palierPoints = function (map, given) {
  'use strict';
  var box = map.getContainer();
  var pane = map.createPane('points');
  pane.style.zIndex = 620;
  // The areas below stay within reach of the mouse: which point is under it is worked out here.
  pane.style.pointerEvents = 'none';
  var canvas = L.canvas({ pane: 'points', padding: 0.3 });
  // On paper, what was rubbed out is opaque white and hides the map: there each drawing begins on a canvas of its own.
  canvas._clear = function () {
    if (!box.classList.contains('map-printing')) { L.Canvas.prototype._clear.call(this); return; }
    var fresh = this._container.cloneNode(false);
    fresh._leaflet_disable_events = true;
    this._container.replaceWith(fresh);
    this._container = fresh;
    this._ctx = fresh.getContext('2d');
    if (L.Browser.retina) this._ctx.scale(2, 2);
    this._ctx.translate(-this._bounds.min.x, -this._bounds.min.y);
  };
  var group = L.layerGroup().addTo(map);
  var sets = { entrances: [], resources: [], rounds: [] };
  var marks = [];
  var marked = null;
  var over = null;
  var colours = {};
  var tip = L.tooltip({ className: 'map-tip map-tip-point', direction: 'top', opacity: 1, interactive: false });
  var NAMES = ['paper', 'ink', 'soft', 'focus', 'contact', 'visited', 'resource', 'soon', 'appointment', 'round', 'own', 'partner'];

  // A canvas knows no variables: the style tells what they are by day or by night.
  function readColours() {
    var probe = L.DomUtil.create('i', '', box);
    probe.hidden = true;
    NAMES.forEach(function (name) {
      probe.className = 'map-colour-' + name;
      colours[name] = getComputedStyle(probe).color;
    });
    probe.remove();
  }

  function circle(pen, at, r) {
    pen.beginPath();
    pen.arc(at.x, at.y, r, 0, 2 * Math.PI);
  }

  function sector(pen, at, r, share, colour) {
    if (!share) return;
    pen.beginPath();
    if (share < 1) pen.moveTo(at.x, at.y);
    pen.arc(at.x, at.y, r, -Math.PI / 2, -Math.PI / 2 + 2 * Math.PI * share);
    pen.closePath();
    pen.fillStyle = colour;
    pen.fill();
  }

  // A clock of the work: dark as far as doors had a contact, half dark as far as they were visited, paper for the rest.
  function drawEntrance(pen, at, r, its) {
    circle(pen, at, r);
    pen.fillStyle = colours.paper;
    pen.fill();
    if (its.known) {
      sector(pen, at, r, its.visited / its.known, colours.visited);
      sector(pen, at, r, its.contact / its.known, colours.contact);
    }
    circle(pen, at, r);
    if (!its.known) pen.setLineDash([2, 2]);
    pen.lineWidth = 1.5;
    pen.strokeStyle = colours.ink;
    pen.stroke();
    pen.setLineDash([]);
  }

  function square(pen, at, r) {
    pen.beginPath();
    pen.rect(at.x - r, at.y - r, 2 * r, 2 * r);
  }

  var STATES = {
    open: function (pen, at, r) { square(pen, at, r); pen.fillStyle = colours.resource; pen.fill(); },
    soon: function (pen, at, r) {
      square(pen, at, r);
      pen.fillStyle = colours.paper;
      pen.fill();
      pen.fillStyle = colours.soon;
      pen.fillRect(at.x - r, at.y, 2 * r, r);
    },
    closed: function (pen, at, r) {
      square(pen, at, r);
      pen.fillStyle = colours.paper;
      pen.fill();
      pen.beginPath();
      pen.moveTo(at.x - r, at.y + r);
      pen.lineTo(at.x + r, at.y - r);
      pen.lineWidth = 2;
      pen.strokeStyle = colours.ink;
      pen.stroke();
    },
    appointment: function (pen, at, r) {
      pen.beginPath();
      pen.moveTo(at.x, at.y - 1.35 * r);
      pen.lineTo(at.x + 1.35 * r, at.y);
      pen.lineTo(at.x, at.y + 1.35 * r);
      pen.lineTo(at.x - 1.35 * r, at.y);
      pen.closePath();
      pen.fillStyle = colours.appointment;
      pen.fill();
    },
    unknown: function (pen, at, r) {
      square(pen, at, r);
      pen.fillStyle = colours.paper;
      pen.fill();
      pen.fillStyle = colours.ink;
      pen.font = '700 ' + Math.round(1.9 * r) + 'px system-ui, sans-serif';
      pen.textAlign = 'center';
      pen.textBaseline = 'middle';
      pen.fillText('?', at.x, at.y + 0.5);
    },
  };

  function drawResource(pen, at, r, its) {
    if (its.indicative) {
      circle(pen, at, r + 7);
      pen.fillStyle = colours.paper;
      pen.globalAlpha = 0.6;
      pen.fill();
      pen.globalAlpha = 1;
      pen.setLineDash([3, 3]);
      pen.lineWidth = 1.5;
      pen.strokeStyle = colours.ink;
      pen.stroke();
      pen.setLineDash([]);
    }
    square(pen, at, r + 2);
    pen.fillStyle = colours.paper;
    if (its.state !== 'appointment') pen.fill();
    STATES[its.state](pen, at, r);
    if (its.state !== 'appointment') square(pen, at, r);
    pen.lineWidth = 1.5;
    pen.strokeStyle = colours.ink;
    pen.stroke();
  }

  // Rounds differ by shape: a disc, a ring, a square, a triangle. Where several go there is a ring around.
  var KINDS = {
    joint: function (pen, at, r) { circle(pen, at, r); pen.fillStyle = colours.round; pen.fill(); edge(pen); },
    proposed: function (pen, at, r) {
      circle(pen, at, r);
      pen.fillStyle = colours.paper;
      pen.fill();
      circle(pen, at, r - 1.5);
      pen.lineWidth = 3;
      pen.strokeStyle = colours.round;
      pen.stroke();
    },
    own: function (pen, at, r) { square(pen, at, 0.9 * r); pen.fillStyle = colours.own; pen.fill(); edge(pen); },
    partner: function (pen, at, r) {
      pen.beginPath();
      pen.moveTo(at.x, at.y - 1.15 * r);
      pen.lineTo(at.x + 1.15 * r, at.y + 0.9 * r);
      pen.lineTo(at.x - 1.15 * r, at.y + 0.9 * r);
      pen.closePath();
      pen.fillStyle = colours.partner;
      pen.fill();
      edge(pen);
    },
  };

  function edge(pen) {
    pen.lineWidth = 1.5;
    pen.strokeStyle = colours.ink;
    pen.stroke();
  }

  function drawRound(pen, at, r, its) {
    circle(pen, at, r + (its.several ? 5.5 : 2.5));
    pen.fillStyle = colours.paper;
    pen.fill();
    if (its.several) edge(pen);
    KINDS[its.kind](pen, at, r);
  }

  var DRAW = { entrances: drawEntrance, resources: drawResource, rounds: drawRound };
  var ROOM = 14;
  var Mark = L.CircleMarker.extend({
    // Room around the mark for its ring: outside of these bounds nothing is painted.
    _updateBounds: function () {
      var reach = L.point(this._radius + ROOM, this._radius + ROOM);
      this._pxBounds = L.bounds(this._point.subtract(reach), this._point.add(reach));
    },
    _updatePath: function () {
      var pen = this._renderer._ctx;
      if (!this._renderer._drawing || this._empty()) return;
      var at = this._point, r = this._radius, its = this.options.its;
      pen.save();
      if (its.set === 'entrances') {
        circle(pen, at, r + 1.5);
        pen.fillStyle = colours.paper;
        pen.fill();
      }
      if (its === marked) {
        circle(pen, at, r + (its.indicative ? 11 : its.several ? 9 : 6));
        pen.lineWidth = 4;
        pen.strokeStyle = colours.focus;
        pen.stroke();
      }
      DRAW[its.set](pen, at, r, its);
      pen.restore();
    },
  });

  // As large as the doors are many; smaller from afar, where marks would hide each other.
  function radius(its) {
    var near = Math.min(1.3, Math.max(0.6, Math.pow(2, (map.getZoom() - 15.5) / 2.5)));
    if (its.set === 'resources') return 7.5 * Math.max(0.8, Math.min(1.1, near));
    if (its.set === 'rounds') return 6 * Math.max(0.75, Math.min(1.2, near));
    return Math.max(4, near * Math.min(17, its.known ? 4 + 1.35 * Math.sqrt(its.known) : 4.5));
  }

  function every() { return sets.entrances.concat(sets.resources, sets.rounds); }

  function redraw() {
    group.clearLayers();
    marks = every().map(function (its) {
      return new Mark(its.at, { its: its, radius: radius(its), renderer: canvas, interactive: false, fill: true });
    });
    // The largest first, so that none is hidden whole.
    marks.slice().sort(function (a, b) { return b._radius - a._radius; }).forEach(function (mark) { group.addLayer(mark); });
    box.classList.toggle('map-has-points', marks.length > 0);
  }

  function paint() { marks.forEach(function (mark) { mark.redraw(); }); }

  // The point under a position in the map's frame: the nearest within a finger's reach of its edge.
  function at(point) {
    var best = null, least = Infinity;
    marks.forEach(function (mark) {
      var far = map.latLngToContainerPoint(mark.getLatLng()).distanceTo(point) - mark._radius;
      if (far < 5 && far < least) { best = mark; least = far; }
    });
    return best && best.options.its;
  }

  function show(its) {
    if (!its) return map.closeTooltip(tip);
    // Away from the nearest edge: a text that the map's frame cuts off says nothing.
    var spot = map.latLngToContainerPoint(its.at), size = map.getSize(), away = radius(its) + 4;
    var side = spot.x < 150 ? 'right' : spot.x > size.x - 150 ? 'left' : spot.y < 140 ? 'bottom' : 'top';
    tip.options.direction = side;
    tip.options.offset = { right: L.point(away, 0), left: L.point(-away, 0), bottom: L.point(0, away), top: L.point(0, -away) }[side];
    tip.setContent(its.tip).setLatLng(its.at);
    map.openTooltip(tip);
  }

  function mark(its, open) {
    marked = its;
    paint();
    if (its && open) {
      if (!map.getBounds().pad(-0.08).contains(its.at)) map.panTo(its.at, { animate: false });
      show(its);
    } else if (!its) show(null);
  }

  function say(its, how) {
    box.dispatchEvent(new CustomEvent('palier:pointed', { detail: { key: its ? its.key : null, how: how }, bubbles: true }));
  }

  function find(key) {
    return every().find(function (its) { return its.key === key; }) || null;
  }

  function put(name, points) {
    sets[name] = points.map(function (its) { its.set = name; return its; });
    over = null;
    if (marked && marked.set === name) mark(null);
    redraw();
  }

  function fit(name) {
    if (!sets[name].length) return;
    map.setMinZoom(0);
    map.fitBounds(L.latLngBounds(sets[name].map(function (its) { return its.at; })), { animate: false, padding: [48, 48], maxZoom: 17 });
  }

  map.on('mousemove', function (event) {
    var its = at(event.containerPoint);
    if (its === over) return;
    over = its;
    box.classList.toggle('map-on-point', Boolean(its));
    show(its || null);
    say(its, 'over');
  });
  map.on('mouseout', function () {
    over = null;
    box.classList.remove('map-on-point');
    show(marked);
  });
  map.on('click', function (event) {
    var its = at(event.containerPoint);
    mark(its, Boolean(its));
    if (its) say(its, 'chosen');
  });
  map.on('zoomend', redraw);
  box.addEventListener('palier:points', function (event) {
    put(event.detail.set, event.detail.points);
    if (event.detail.fit) fit(event.detail.set);
  });
  box.addEventListener('palier:point', function (event) { mark(event.detail.key === null ? null : find(event.detail.key), event.detail.open); });
  function recolour() { readColours(); paint(); }
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', recolour);
  matchMedia('print').addEventListener('change', recolour);
  new MutationObserver(recolour).observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  readColours();
  map.whenReady(function () { Object.keys(given).forEach(function (name) { put(name, given[name]); }); });
  return { at: at, fit: fit };
};
