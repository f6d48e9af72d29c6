"""What targets of Google's clouds share: how one signs in, how its APIs are asked, and what their refusals mean."""
