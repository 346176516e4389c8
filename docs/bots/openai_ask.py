"""Asks with OpenAI's own client, whole and streamed. Usage: openai_ask.py QUESTION"""

import os
import sys

from openai import OpenAI

url = os.environ.get("ETHICS_DESK_URL", "http://127.0.0.1:8000")
client = OpenAI(base_url=f"{url}/v1", api_key=os.environ.get("ETHICS_DESK_KEY", "none"))
question = {"role": "user", "content": sys.argv[1]}

completion = client.chat.completions.create(model="ethics-desk", messages=[question])
message = completion.choices[0].message
print(message.content)
for annotation in message.annotations or []:
    print(annotation.url_citation.title, annotation.url_citation.url)

for chunk in client.chat.completions.create(model="ethics-desk", messages=[question], stream=True):
    if chunk.choices:
        print(chunk.choices[0].delta.content or "", end="", flush=True)
print()
