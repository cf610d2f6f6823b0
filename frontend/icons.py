"""The drawn marks of the shop: line icons on a grid of 24, by name; every path is ours."""

# Marks that point somewhere, so that they turn round when the page reads from right to left.
MIRRORED = frozenset(
    {
        "chevron-forward",
        "chevron-back",
        "arrow-forward",
        "arrow-back",
        "undo",
        "truck",
        "list",
        "logout",
        "reply",
    }
)

ICONS = {
    "alert": '<path d="M12 3.5 22 20.5H2z"/><path d="M12 10v4.5M12 17.6v.1"/>',
    "archive": '<path d="M3 4.5h18v4H3zM4.5 8.5v11h15v-11M9.5 12.5h5"/>',
    "arrow-back": '<path d="M20 12H4m6-6-6 6 6 6"/>',
    "arrow-forward": '<path d="M4 12h16m-6-6 6 6-6 6"/>',
    "bank": '<path d="M3 9.5 12 4l9 5.5zM5 20h14M3.5 20h17M6.5 12.5V17M12 12.5V17m5.5-4.5V17"/>',
    "basket": '<path d="M3 10h18l-2 9.5H5zM7.5 10 11 4m5.5 6L13 4M9 13.5v2.5m3-2.5v2.5m3-2.5v2.5"/>',
    "bell": '<path d="M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 2h-15zM10 21h4"/>',
    "calendar": '<path d="M4 6h16v14H4zM4 10.5h16M8.5 3.5V7m7-3.5V7M8 14h2m4 0h2m-8 3h2"/>',
    "camera": '<path d="M3 7.5h4.5L9 5h6l1.5 2.5H21v12H3z"/><circle cx="12" cy="13.2" r="3.6"/>',
    "card": '<path d="M2.5 6h19v12.5h-19zM2.5 10h19M6 15h4"/>',
    "cash": '<path d="M2.5 6.5h19v11h-19z"/><circle cx="12" cy="12" r="2.7"/><path d="M6 9.8v.1m12 4.2v.1"/>',
    "certificate": '<path d="M5 3.5h14v12H5zM8.5 7.5h7m-7 3.5h4"/><circle cx="15.5" cy="15.5" r="3"/>'
    '<path d="m13.8 18-.8 3.5 2.5-1.2 2.5 1.2-.8-3.5"/>',
    "chart": '<path d="M4 4v16h16M8 16v-4m4 4V7.5m4 8.5v-6"/>',
    "check": '<path d="m4.5 12.5 5 5 10-11"/>',
    "chevron-back": '<path d="m15 5-7 7 7 7"/>',
    "chevron-down": '<path d="m5 9 7 7 7-7"/>',
    "chevron-forward": '<path d="m9 5 7 7-7 7"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.2l3.5 2"/>',
    "close": '<path d="m5.5 5.5 13 13m0-13-13 13"/>',
    "crate": '<path d="M3.5 8.5h17v11h-17zM3.5 14h17M8 8.5v11m8-11v11M6 8.5 8 5h8l2 3.5"/>',
    "download": '<path d="M12 3.5v11m-4.5-4.5 4.5 4.5 4.5-4.5M4 16.5v4h16v-4"/>',
    "eye": '<path d="M2.5 12C5 7.5 8.3 5.5 12 5.5s7 2 9.5 6.5c-2.5 4.5-5.8 6.5-9.5 6.5S5 16.5 2.5 12z"/>'
    '<circle cx="12" cy="12" r="2.8"/>',
    "filter": '<path d="M3.5 5h17l-6.5 8v6.5l-4-2V13z"/>',
    "gift": '<path d="M4 11.5h16v9H4zM3 7.5h18v4H3zM12 7.5v13M12 7.5C8 7.5 6.5 3.5 9 3.5s3 4 3 4 .5-4 3-4 1 4-3 4"/>',
    "globe": '<circle cx="12" cy="12" r="8.5"/><path d="M3.5 12h17M12 3.5c5 5 5 12 0 17m0-17c-5 5-5 12 0 17"/>',
    "handshake": '<path d="m2.5 7 4-2 5.5 2.5L17.5 5l4 2v7l-3 1-5 4.5L11 18l-2-1.2-3.5-2.3-3-1zM12 7.5 8.5 11l2.5 1.8'
    ' 2.5-2 5 4.4"/>',
    "heart": '<path d="M12 20C5 15 3 12 3 8.7A4.4 4.4 0 0 1 12 7a4.4 4.4 0 0 1 9 1.7C21 12 19 15 12 20z"/>',
    "help": '<circle cx="12" cy="12" r="8.5"/><path d="M9.5 9.7c.2-3 5-3 5 0 0 2-2.5 2-2.5 4.3M12 16.8v.1"/>',
    "home": '<path d="m3.5 11 8.5-7 8.5 7v9.5h-17zM9.5 20.5V14a2.5 2.5 0 0 1 5 0v6.5"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.6v.1"/>',
    "leaf": '<path d="M5 19C3 9 9 4 20 4c0 11-5 17-15 15zM5 19 14 10"/>',
    "list": '<path d="M9 6h11.5M9 12h11.5M9 18h11.5M4 6h.1M4 12h.1M4 18h.1"/>',
    "lock": '<path d="M5 10.5h14v10H5zM8 10.5V8a4 4 0 0 1 8 0v2.5M12 14v3"/>',
    "logout": '<path d="M14 4H5v16h9M10 12h11m-4-4 4 4-4 4"/>',
    "mail": '<path d="M3 5.5h18v13H3zM3 6.5l9 7 9-7"/>',
    "map-pin": '<path d="M12 21c-5-5.5-7-8.3-7-11.2a7 7 0 0 1 14 0C19 12.7 17 15.5 12 21z"/>'
    '<circle cx="12" cy="9.8" r="2.6"/>',
    "menu": '<path d="M3.5 6.5h17M3.5 12h17M3.5 17.5h17"/>',
    "microphone": '<rect x="9" y="3" width="6" height="11" rx="3"/><path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3m-3 0h6"/>',
    "minus": '<path d="M5 12h14"/>',
    "moon": '<path d="M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z"/>',
    "note": '<path d="M5 3.5h10l4 4v13H5zM15 3.5v4h4M8.5 12h7m-7 4h7"/>',
    "parcel": '<path d="m12 3 8.5 4.5v9L12 21l-8.5-4.5v-9zM3.5 7.5 12 12l8.5-4.5M12 12v9M8 5.2l8.5 4.5"/>',
    "pause": '<path d="M8 5v14m8-14v14"/>',
    "pencil": '<path d="m4 20 1-5L16 4l4 4L9 19zM13.5 6.5l4 4"/>',
    "phone": '<path d="M7 2.5h10v19H7zM10.5 18.5h3"/>',
    "play": '<path d="m7 4.5 12 7.5-12 7.5z"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "print": '<path d="M7 9V3.5h10V9M7 16.5H3.5V9h17v7.5H17M7 13.5h10v7H7z"/>',
    "refresh": '<path d="M19.5 9A8 8 0 0 0 5 8.5M4.5 15A8 8 0 0 0 19 15.5M19.5 4v5h-5M4.5 20v-5h5"/>',
    "reply": '<path d="M9.5 5 3.5 11l6 6M3.5 11H14c4 0 6.5 3 6.5 8"/>',
    "scale": '<path d="M12 4v16M7.5 20h9M4 7h16M4 7l-2 6.5a3.2 3.2 0 0 0 5 0L5 7m15 0-2 6.5a3.2 3.2 0 0 0 5 0L21 7" '
    'transform="translate(-.5)"/>',
    "scan": '<path d="M3.5 8V3.5H8M16 3.5h4.5V8m0 8v4.5H16M8 20.5H3.5V16M7.5 8v8m3-8v8m3-8v8m3-8v8"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
    "settings": '<path d="M4 7h9m4 0h3M4 17h3m4 0h9"/><circle cx="15" cy="7" r="2.2"/><circle cx="9" cy="17" r="2.2"/>',
    "share": '<circle cx="6" cy="12" r="2.5"/><circle cx="17.5" cy="6" r="2.5"/><circle cx="17.5" cy="18" r="2.5"/>'
    '<path d="m8.2 10.8 7-3.6m-7 6 7 3.6"/>',
    "shield": '<path d="M12 3 4.5 6v6c0 4.5 3 7.5 7.5 9 4.5-1.5 7.5-4.5 7.5-9V6zM8.5 12l2.5 2.5 4.5-5"/>',
    "snow": '<path d="M12 3v18M4.2 7.5l15.6 9M4.2 16.5l15.6-9M9.5 4.5 12 7l2.5-2.5M9.5 19.5 12 17l2.5 2.5"/>',
    "sound": '<path d="M4 9.5h3.5L12 5.5v13l-4.5-4H4zM15.5 9a4.5 4.5 0 0 1 0 6M18 6a8.5 8.5 0 0 1 0 12"/>',
    "star": '<path d="m12 3.5 2.6 5.5 6 .8-4.4 4.2 1.1 6-5.3-2.9L6.7 20l1.1-6-4.4-4.2 6-.8z"/>',
    "store": '<path d="M4 10.5v10h16v-10M3 8l2-4.5h14L21 8a3 3 0 0 1-6 0 3 3 0 0 1-6 0 3 3 0 0 1-6 0zM9.5 20.5v-6h5v6"/>',
    "sun": '<circle cx="12" cy="12" r="4"/><path d="M12 2.5v2m0 15v2M2.5 12h2m15 0h2M5.3 5.3l1.4 1.4m10.6 10.6 1.4 '
    '1.4m0-13.4-1.4 1.4M6.7 17.3l-1.4 1.4"/>',
    "tag": '<path d="M3.5 12.5v-9h9l8 8-9 9zM8 8v.1"/>',
    "thumb-down": '<path d="M4 4v9.5h3V4zM7 13.5l3.5 7c2 0 2.5-1.5 2-6h6l1-2-1.5-8.5H7"/>',
    "thumb-up": '<path d="M4 20v-9.5h3V20zM7 10.5l3.5-7c2 0 2.5 1.5 2 6h6l1 2-1.5 8.5H7"/>',
    "trash": '<path d="M4 6.5h16M9 6.5v-3h6v3M6 6.5l1 14h10l1-14M10 10.5v6m4-6v6"/>',
    "truck": '<path d="M2 6h12v10.5H2zM14 9.5h4l4 4v3h-8z"/><circle cx="6.5" cy="17.5" r="2"/>'
    '<circle cx="17.5" cy="17.5" r="2"/>',
    "undo": '<path d="M8 4 3.5 8.5 8 13M3.5 8.5H14a6 6 0 0 1 0 12H8"/>',
    "upload": '<path d="M12 15V4M7.5 8.5 12 4l4.5 4.5M4 16.5v4h16v-4"/>',
    "user": '<circle cx="12" cy="8" r="4"/><path d="M4 20.5c.5-5 4-7 8-7s7.5 2 8 7"/>',
    "users": '<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 19.5c.4-4.3 3-6 6.5-6s6.1 1.7 6.5 6M15.5 5.2a3.5 3.5 0 0 1 '
    '0 6.6m2 2.2c2.5.7 3.8 2.5 4 5.5"/>',
    "wallet": '<path d="M3 6.5h16v3M3 6.5v13h18v-10H3M16.5 14.5h.1M3 6.5 16 3.5v3"/>',
}
