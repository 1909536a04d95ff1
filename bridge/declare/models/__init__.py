"""What a campaign file may say, as strict models; one module per part of the file."""
