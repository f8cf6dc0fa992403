"""A headless Chromium, driven over its debugging protocol.

The protocol runs over a pair of pipes (--remote-debugging-pipe): messages are JSON, each ends with a zero byte. So no port is open, and
Python needs no package.
"""

import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time


def program():
    """The path of the browser; None if there is none."""
    return next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)


class Chromium:
    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="invdb-browser-")
        to_read, self.to_browser = os.pipe()
        self.from_browser, to_write = os.pipe()

        def pipes():
            # The browser expects its pipes at these numbers.
            first, second = os.dup(to_read), os.dup(to_write)
            os.dup2(first, 3)
            os.dup2(second, 4)
            os.set_inheritable(3, True)
            os.set_inheritable(4, True)

        self.process = subprocess.Popen(
            [program(), "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", "--hide-scrollbars",
             "--disable-dev-shm-usage", f"--user-data-dir={self.folder}", "about:blank"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=pipes, close_fds=False)
        os.close(to_read)
        os.close(to_write)
        self.number = 0
        self.buffer = b""
        self.events = []

    def close(self):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _message(self, seconds):
        end = time.monotonic() + seconds
        while b"\0" not in self.buffer:
            if not select.select([self.from_browser], [], [], max(0, end - time.monotonic()))[0]:
                return None
            data = os.read(self.from_browser, 1 << 20)
            if not data:
                raise RuntimeError("the browser has ended")
            self.buffer += data
        text, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(text)

    def call(self, method, session=None, seconds=30, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self.to_browser, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._message(seconds)
            if answer is None:
                raise RuntimeError(f"{method} has no answer")
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def wait_for(self, method, session, seconds=30):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for event in self.events:
                if event.get("method") == method and event.get("sessionId") == session:
                    return event
            message = self._message(max(0.01, end - time.monotonic()))
            if message:
                self.events.append(message)
        raise RuntimeError(f"{method} has not come")


class Page:
    """A page in a tab of its own, of a width and a colour scheme."""

    def __init__(self, browser, address, width, dark=False, height=900):
        self.browser = browser
        self.width = width
        self.is_known = lambda text: False
        target = browser.call("Target.createTarget", url="about:blank")["targetId"]
        self.target = target
        self.session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)
        self.call("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        browser.events.clear()
        self.call("Page.navigate", url=address)
        browser.wait_for("Page.loadEventFired", self.session)
        # What a script that should not run would do, it would have done by now.
        time.sleep(0.2)
        self.evaluate("1")

    def call(self, method, **parameters):
        return self.browser.call(method, self.session, **parameters)

    def follow(self, script):
        """Runs a script that leads to another page, and waits for that page."""
        loads = len(self._events("Page.loadEventFired"))
        self.evaluate(script)
        end = time.monotonic() + 30
        while len(self._events("Page.loadEventFired")) == loads:
            if time.monotonic() > end:
                raise RuntimeError(f"{script} leads nowhere")
            self.evaluate("1")
        self.evaluate("1")

    def wait_until(self, condition):
        """Waits until an expression is true, 30 seconds at most."""
        end = time.monotonic() + 30
        while not self.evaluate(condition) and time.monotonic() < end:
            time.sleep(0.01)

    def forget(self, is_known):
        """Leaves out messages of the console that are known."""
        self.is_known = is_known

    def evaluate(self, script):
        result = self.call("Runtime.evaluate", expression=script, returnByValue=True)
        if "exceptionDetails" in result:
            raise RuntimeError(str(result["exceptionDetails"]))
        return result["result"].get("value")

    def _events(self, method):
        return [event["params"] for event in self.browser.events
                if event.get("method") == method and event.get("sessionId") == self.session]

    @property
    def requests(self):
        return [event["request"]["url"] for event in self._events("Network.requestWillBeSent")]

    @property
    def messages(self):
        found = ([str(event) for event in self._events("Runtime.consoleAPICalled")]
                 + [str(event) for event in self._events("Runtime.exceptionThrown")]
                 + [event["entry"]["text"] for event in self._events("Log.entryAdded")])
        return [text for text in found if not self.is_known(text)]

    def screenshot(self, path, height=None):
        size = self.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
        data = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip={
            "x": 0, "y": 0, "width": max(self.width, size[0]), "height": min(size[1], height or 16_000), "scale": 1})["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    def pdf(self, path):
        data = self.call("Page.printToPDF", printBackground=False, preferCSSPageSize=True)["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    def close(self):
        self.browser.call("Target.closeTarget", targetId=self.target)
