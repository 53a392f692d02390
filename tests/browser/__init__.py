"""Tests in a real Chromium against the real application, on the screens that children hold."""
