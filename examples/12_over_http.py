"""The same figures over HTTP, with nothing but the standard library: start `photomend serve`, then run this.

python examples/12_over_http.py http://localhost:8800/
"""

import json
import sys
import time
from urllib.request import Request, urlopen

address = (sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8800/").rstrip("/") + "/api/v1/"


def ask(path, body=None):
    """Return the answer to a request as a value."""
    sent = None if body is None else json.dumps(body).encode()
    with urlopen(Request(address + path, sent, {"Content-Type": "application/json"})) as answer:
        return json.load(answer)


treatment = {"handpiece": {"device": "fraxel-restore"}, "settings": {"pulse_energy_mJ": 20}}
print(ask("check", treatment)["command"])
depth = ask("preview", treatment)["zones"]["necrosis"]["depth"]
print(f"cells necrotic to {depth['value']:.0f} {depth['unit']}, with light in tissue at rest")

case = {"person": {"age_years": 45, "phototype": "III"}, "goal": {"concern": "acne-scars"}}
job = ask("jobs", {"kind": "plan", "request": case})
while job["state"] in ("queued", "running"):
    time.sleep(0.3)
    job = ask(f"jobs/{job['id']}")
plan = ask(f"jobs/{job['id']}/result")
for option in plan["options"]:
    print(option["title"])
print(json.dumps({"verdict": plan["screening"]["verdict"], "options": len(plan["options"]), "files": job["files"]}))
