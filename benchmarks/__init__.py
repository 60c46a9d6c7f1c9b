"""Side-by-side measurements: `make bench`, or `python -m benchmarks`. How to read them: README.md.

__main__ ──> intake ──> servers (product, minimal)          + texts_client, in a process of its own
        ├──> fanout ──> servers (product, node_server.mjs)  + viewers_client and publisher, likewise
        ├──> desk ──> desk_filling ──> desk_rows ──> desk_texts: the queue and its search at two sizes
                └──> report: one plain text, ratios taken within the same round
"""
