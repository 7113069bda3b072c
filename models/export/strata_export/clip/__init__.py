"""CLIP models of OpenCLIP's and OpenAI's form, with vision transformers."""
