"""Pictograms of the fifteen product families: flat drawings on a grid of 64 that are known without reading.

Four tones, coloured by the style sheet: `a` the body, `b` the shade, `c` the bright part, `l` the drawn line.
"""

PICTOGRAMS = {
    "couscous-cereals": (
        '<path class="b" d="M6 34h52c0 12-9 19-17 20v4H23v-4C15 53 6 46 6 34z"/>'
        '<path class="a" d="M10 34C14 18 24 10 32 10s18 8 22 24z"/>'
        '<path class="c" d="M22 34c1-8 4-12 7-12s3 6 2 12zM36 34c0-9 3-12 6-11s4 6 4 11z"/>'
        '<path class="l" d="M4 34h56M26 17v.1M34 15v.1M40 19v.1M20 25v.1M32 21v.1M47 27v.1"/>'
    ),
    "dates": (
        '<path class="b" d="M30 60c0-16-1-24 2-36h4c-2 12-1 22 0 36z"/>'
        '<path class="c" d="M33 24C24 12 14 12 6 20c10-3 18-1 27 4zM33 24c9-12 19-12 25-4-9-3-17-1-25 4zM33 24C30 12 22 6 14 6'
        'c8 5 14 10 19 18zM33 24C36 12 44 6 52 6c-8 5-14 10-19 18z"/>'
        '<path class="a" d="M18 30c4 0 6 4 6 8s-2 8-6 8-6-4-6-8 2-8 6-8zM48 30c4 0 6 4 6 8s-2 8-6 8-6-4-6-8 2-8 6-8z"/>'
        '<path class="l" d="M33 24c-7 0-13 2-15 6M33 24c7 0 13 2 15 6M18 35v6M48 35v6"/>'
    ),
    "honey": (
        '<path class="a" d="M14 24h36c3 4 4 8 4 14s-1 12-5 18H15c-4-6-5-12-5-18s1-10 4-14z"/>'
        '<path class="c" d="m32 32 7 4v8l-7 4-7-4v-8z"/>'
        '<path class="b" d="M14 12h36v8H14z"/>'
        '<path class="l" d="m32 32 7 4v8l-7 4-7-4v-8zM14 20h36M39 36l7-3M25 36l-7-3M32 48v6"/>'
    ),
    "olive-oil": (
        '<path class="a" d="M26 20h12c0 6 8 8 8 16v24H18V36c0-8 8-10 8-16z"/>'
        '<path class="b" d="M27 4h10v12H27z"/><path class="c" d="M18 38h28v14H18z"/>'
        '<path class="b" d="M32 40c3 0 5 2 5 5s-2 5-5 5-5-2-5-5 2-5 5-5z"/>'
        '<path class="l" d="M26 20h12M18 38h28M18 52h28M36 41c3-2 5-2 7-1"/>'
    ),
    "table-olives": (
        '<path class="c" d="M32 28C30 14 38 8 52 8c1 12-6 20-20 20zM30 28C22 28 12 24 8 12c12-2 20 4 22 16z"/>'
        '<path class="a" d="M20 32c7 0 11 6 11 13s-4 13-11 13S9 52 9 45s4-13 11-13z"/>'
        '<path class="b" d="M44 30c7 0 11 6 11 13s-4 13-11 13-11-6-11-13 4-13 11-13z"/>'
        '<path class="l" d="M20 32c2-4 6-4 11-4 6 0 11-1 13 2M15 42c0-3 2-5 4-5M39 40c0-3 2-5 4-5M52 8 36 24"/>'
    ),
    "argan-food": (
        '<path class="a" d="M24 22h14c1 6 6 8 6 15v23H18V37c0-7 5-9 6-15z"/><path class="b" d="M25 8h12v10H25z"/>'
        '<path class="c" d="M18 40h26v12H18z"/>'
        '<path class="b" d="M52 36c5 2 7 8 5 14s-7 9-11 7-4-8-3-13 5-10 9-8z"/>'
        '<path class="l" d="M24 22h14M18 40h26M18 52h26M51 40c-2 4-3 8-2 13"/>'
    ),
    "argan-cosmetic": (
        '<path class="a" d="M18 32h28v24c0 2-2 4-4 4H22c-2 0-4-2-4-4z"/><path class="b" d="M24 20h16v10H24z"/>'
        '<path class="c" d="M28 4h8c2 0 3 2 3 5v9H25V9c0-3 1-5 3-5z"/>'
        '<path class="c" d="M32 38c4 5 6 7 6 10a6 6 0 0 1-12 0c0-3 2-5 6-10z"/>'
        '<path class="l" d="M18 32h28M24 24h16M32 38c4 5 6 7 6 10a6 6 0 0 1-12 0c0-3 2-5 6-10z"/>'
    ),
    "almonds": (
        '<path class="c" d="M40 6c10 10 16 22 10 34-4 8-14 9-20 4 2-14 2-26 10-38z"/>'
        '<path class="a" d="M22 14c12 8 20 20 17 34-2 9-13 13-21 8S7 43 10 35c2-7 8-15 12-21z"/>'
        '<path class="l" d="M22 14c-3 12-3 26 1 40M22 14c7 9 12 22 11 36M18 26c-4 7-5 15-3 23M40 6c1 5 1 9 0 14"/>'
    ),
    "saffron": (
        '<path class="a" d="M32 40C18 36 14 24 16 10c6 4 11 8 16 16 5-8 10-12 16-16 2 14-2 26-16 30z"/>'
        '<path class="b" d="M32 40c-6-8-8-20 0-34 8 14 6 26 0 34z"/>'
        '<path class="c" d="M30.5 40h3l1 20h-5z"/>'
        '<path class="s" d="M32 34C30 26 25 20 22 18M32 34V14M32 34c2-8 7-14 10-16"/>'
        '<path class="l" d="M32 60c-6-8-12-12-20-14M32 60c6-8 12-12 20-14"/>'
    ),
    "map-herbs": (
        '<path class="a" d="M32 6c5 5 5 10 0 16-5-6-5-11 0-16zM16 12c7 2 10 6 9 13-7-1-10-6-9-13zM48 12c-7 2-10 6-9 13 '
        '7-1 10-6 9-13zM10 26c7 0 12 3 13 10-7 1-12-3-13-10zM54 26c-7 0-12 3-13 10 7 1 12-3 13-10z"/>'
        '<path class="b" d="M28 46h8l5 14H23z"/><path class="c" d="M25 40h14v7H25z"/>'
        '<path class="l" d="M32 12v28M20 17c5 6 9 14 10 23M44 17c-5 6-9 14-10 23M15 29c6 2 10 6 13 11M49 29c-6 2-10 6-13 11M25 '
        '43.5h14"/>'
    ),
    "essential-oils": (
        '<path class="a" d="M8 34h26c0 14-3 22-6 22H14c-3 0-6-8-6-22z"/><path class="b" d="M12 34c0-14 18-14 18 0z"/>'
        '<path class="c" d="M44 38h14v18c0 2-2 4-4 4h-6c-2 0-4-2-4-4z"/>'
        '<path class="l" d="M21 24v-8c0-4 3-6 8-6h14c6 0 8 4 8 10v18M8 34h26M44 48h14M14 60h14M17 56v4M25 56v4"/>'
        '<path class="s" d="M51 30v2"/>'
    ),
    "truffles": (
        '<path class="b" d="M4 50c6-5 50-5 56 0-4 8-14 10-28 10S8 58 4 50z"/>'
        '<path class="a" d="M22 20c12-4 24 2 26 14s-4 20-16 20-20-6-20-16 4-16 10-18z"/>'
        '<path class="c" d="M24 26c4-3 9-2 9 1s-4 3-6 5-6 2-6-1 1-4 3-5z"/>'
        '<path class="l" d="M38 28c3 2 4 5 4 8M22 42c3 4 7 5 11 4M34 38v.1M28 37v.1M41 43v.1M30 16C30 10 34 6 40 6c0 6-4 10-10 10"/>'
    ),
    "dairy-livestock": (
        '<path class="a" d="M18 24h28c2 8 0 16-5 24-2 4-5 8-9 8s-7-4-9-8c-5-8-7-16-5-24z"/>'
        '<path class="b" d="M22 24C10 22 8 14 10 4c4 8 10 12 18 14zM42 24c12-2 14-10 12-20-4 8-10 12-18 14z"/>'
        '<path class="c" d="M26 42h12c0 6-2 10-6 10s-6-4-6-10z"/>'
        '<path class="b" d="M18 28C10 26 6 30 4 36c8 2 12 0 14-4zM46 28c8-2 12 2 14 8-8 2-12 0-14-4z"/>'
        '<path class="l" d="M26 33v.1M38 33v.1M29 46v.1M35 46v.1M32 56v5"/>'
    ),
    "crafts": (
        '<path class="b" d="M6 4h6v56H6zM52 4h6v56h-6zM6 8h52v6H6z"/><path class="a" d="M15 30h34v24H15z"/>'
        '<path class="c" d="m32 32 8 10-8 10-8-10zM15 30l6 6-6 6zM49 30l-6 6 6 6z"/>'
        '<path class="l" d="M18 14v16M25 14v16M32 14v16M39 14v16M46 14v16M15 30h34M32 38v8"/>'
    ),
    "other-terroir": (
        '<path class="a" d="M8 30h48l-6 28H14z"/>'
        '<path class="b" d="M14 30c0-8 4-14 10-14s9 6 9 14z"/><path class="c" d="M31 30c0-9 4-14 10-14s9 6 9 14z"/>'
        '<path class="l" d="M5 30h54M14 30 20 58M26 30l3 28M38 30l-3 28M50 30 44 58M10 39h44M12 48h40M24 16c0-4 1-6 4-8M41 16c0-4-1-7-3-9"/>'
    ),
}
